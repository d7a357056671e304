// Package kernel reads what Linux tells of processes, namespaces and control groups, from /proc and the cgroup file
// systems, v1 and v2, and gives it the one structure of package sandbox.
//
// [FS] is a value: the roots of the two trees as fs.FS, so that a test can hand it recorded files and an observer the
// real ones. Reading is apart from parsing: a public reader opens the files, a private parseX understands their bytes.
// Everything is read anew at each call; what never changes is for the caller to keep.
//
// Processes end while they are read and groups are removed; kernels lack features; users lack permission. So a reader
// either fails with an error that errors.Is tells apart ([ErrGone], fs.ErrNotExist, fs.ErrPermission), or it returns
// what it could read and says in a Missing map what it could not. [Reason] says either in the learner's words.
//
// The package must never know what an engine is: it is given process numbers and asks the kernel.
package kernel
