// Package image makes the lab image: the one image in which every sandbox runs. It holds labbox, a link to it for each
// applet, and the few files that programs expect of a system, and nothing else.
//
// An image is made in memory from labbox's bytes and is reproducible: the same bytes give the same [Image.ID], which
// is therefore known before any engine is asked, so that an engine which has it already is never sent it again. The
// archive is the one that docker load reads (and podman, and the Engine API's POST /images/load); [Image.Extract] lays
// the same root file system out in a directory, for an engine that has no images of its own.
//
// Above the lab's own layer a caller may put layers of its own, for the lesson that shows layers.
//
// Where labbox's bytes come from is the caller's choice, a [Source]: built into the program, or compiled when needed.
package image
