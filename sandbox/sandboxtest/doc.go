// Package sandboxtest is the contract of sandbox.Driver as a test: one suite that every driver passes against the real
// engine, the real kernel, and the real lab image. There are no doubles in it, and nothing in it is skipped: what an
// engine declares missing in Info.Lacks must fail with sandbox.KindUnsupported and a Korean sentence, and that is then
// what is tested.
//
//	func TestContract(t *testing.T) {
//		sandboxtest.Run(t, connect, sandboxtest.Options{HostProc: "/proc", Left: countByLabel})
//	}
//
// Every wait is for a condition, with a deadline that only a broken driver reaches, so that a slow (emulated) machine
// passes as well. Where [Options.HostProc] is given, what a driver observes is compared with the kernel's own files,
// read here and independently.
package sandboxtest
