package image

import (
	"io/fs"
)

// labLayer is the lab image's own layer: a root file system with labbox in it.
func labLayer(labbox []byte) Layer {
	files := []File{
		Dir("bin", 0o755),
		Dir("dev", 0o755),
		Dir("etc", 0o755),
		Dir("home", 0o755),
		{Name: "home/learner", Mode: fs.ModeDir | 0o755, UID: learner, GID: learner},
		Dir("mnt", 0o755),
		Dir("proc", 0o555),
		Dir("root", 0o700),
		Dir("run", 0o755),
		Dir("sys", 0o555),
		Dir("tmp", fs.ModeSticky|0o777),
		Dir("var", 0o755),
		{Name: "bin/labbox", Mode: 0o755, Data: labbox},
		Text("etc/passwd", passwd),
		Text("etc/group", group),
		Text("etc/os-release", osRelease),
		// Engines put their own over these three; they need a file to put it over when the root is read-only.
		Text("etc/hostname", "k8slab\n"),
		Text("etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n"),
		Text("etc/resolv.conf", ""),
	}
	for _, name := range Applets() {
		files = append(files, File{Name: "bin/" + name, Mode: fs.ModeSymlink | 0o777, Link: "labbox"})
	}
	return Layer{Comment: "k8slab lab image", Files: files}
}

// learner is the ordinary user of the image.
const learner = 1000

const passwd = `root:x:0:0:root:/root:/bin/sh
learner:x:1000:1000:learner:/home/learner:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
`

const group = `root:x:0:
tty:x:5:
learner:x:1000:
nogroup:x:65534:
`

const osRelease = `NAME="k8slab lab image"
ID=k8slab
PRETTY_NAME="k8slab lab image"
HOME_URL="https://github.com/k8slab/k8slab"
`
