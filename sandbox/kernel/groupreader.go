package kernel

import (
	"fmt"

	"github.com/k8slab/k8slab/sandbox"
)

// groupReader fills one sandbox.Cgroup. The two versions share its manner of going on: a file that cannot be read
// leaves its fields zero and is noted under its controller's key, the first trouble of each controller standing for the
// rest.
type groupReader struct {
	g   Group
	b   *[]byte
	out sandbox.Cgroup
	// dir and key are those of the controller that is being read.
	dir, key string
	// absent is set once a file that every such group has was not there: the group itself may be gone.
	absent bool
}

// in starts a controller. It reports false, with a note, when the controller has no directory for the group.
func (r *groupReader) in(key, dir string, ok bool) bool {
	r.key, r.dir = key, dir
	if !ok {
		r.lack(sandbox.Reason{Why: fmt.Sprintf("이 그룹에는 %s 컨트롤러가 연결되어 있지 않아요.", key)})
	}
	return ok
}

// lack notes a reason for the controller, unless there is one.
func (r *groupReader) lack(reason sandbox.Reason) {
	if _, noted := r.out.Missing[r.key]; noted {
		return
	}
	if r.out.Missing == nil {
		r.out.Missing = map[string]sandbox.Reason{}
	}
	r.out.Missing[r.key] = reason
}

// read returns a file's content, valid until the next read; nil, with a note, if there is none.
func (r *groupReader) read(name string) []byte {
	data, err := reread(r.g.k.Cgroup, join(r.dir, name), r.b)
	if err != nil {
		r.absent = r.absent || absent(err)
		r.lack(Reason(err))
		return nil
	}
	return data
}

// optional is read of a file that kernels may lack for good reasons: no note.
func (r *groupReader) optional(name string) []byte {
	data, err := reread(r.g.k.Cgroup, join(r.dir, name), r.b)
	if err != nil {
		if !absent(err) {
			r.lack(Reason(err))
		}
		return nil
	}
	return data
}

// check notes what a parser did not understand in the file name.
func (r *groupReader) check(name string, err error) {
	if err != nil {
		r.lack(Reason(inFile(name, err)))
	}
}

// number, amount and limit read a file that holds one value.
func (r *groupReader) number(name string, to *uint64) {
	if data := r.read(name); data != nil {
		n, err := number(data)
		r.check(name, err)
		*to = n
	}
}

func (r *groupReader) amount(name string, to *int64) {
	if data := r.read(name); data != nil {
		n, err := amount(data)
		r.check(name, err)
		*to = n
	}
}

func (r *groupReader) limit(name string, to **int64) {
	if data := r.read(name); data != nil {
		n, err := limit(data)
		r.check(name, err)
		*to = n
	}
}

// stat reads a keyed file.
func (r *groupReader) stat(name string, wanted ...field) {
	if data := r.read(name); data != nil {
		r.check(name, stat(data, wanted...))
	}
}
