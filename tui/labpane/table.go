package labpane

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/k8slab/k8slab/sandbox"
)

// table is what the matrix of namespaces is drawn from.
type table struct {
	rows []row // the host first, then the sandboxes; those that have something in common beside each other
	// prefix is how many leading digits all numbers have in common and need not be shown; start is what they are.
	prefix int
	start  string
}

// row is the host or a sandbox. Where no inodes are known, why says so.
type row struct {
	name   string
	inodes sandbox.Namespaces
	why    string // Korean
}

// union is a set of rows that have the same namespaces of some kinds.
type union struct {
	kinds []sandbox.NamespaceKind
	rows  []int
}

// leastDigits is how many digits of a number are shown at least.
const leastDigits = 3

// tableOf makes the table, and names the sandboxes that run on another kernel: an inode number means something only
// within one.
func tableOf(o *sandbox.Observation) (t table, strangers []string) {
	t.rows = []row{{inodes: o.Host.Namespaces}}
	for i := range o.Sandboxes {
		v := &o.Sandboxes[i]
		r := row{name: v.Name, inodes: v.Namespaces, why: "번호를 볼 수 없어요"}
		if other, there := o.Hosts[v.Engine]; there && other.BootID != o.Host.BootID {
			strangers = append(strangers, v.Name)
			continue
		}
		if v.State == sandbox.StateExited || v.State == sandbox.StateCreated {
			r.inodes, r.why = nil, "돌고 있지 않아요"
		}
		t.rows = append(t.rows, r)
	}
	t.cluster()
	t.shorten()
	return t, strangers
}

// cluster puts rows that have something in common beside each other: after the host comes whoever has most in common with
// a row that is placed already, and of several such the first by name. Kinds that all have in common do not count.
func (t *table) cluster() {
	kinds := slices.DeleteFunc(t.kinds(), t.uniform)
	placed, rest := t.rows[:1:1], slices.Clone(t.rows[1:])
	for len(rest) > 0 {
		best, most := 0, 0
		for i, r := range rest {
			for _, p := range placed {
				if n := r.common(p, kinds); n > most {
					best, most = i, n
				}
			}
		}
		placed = append(placed, rest[best])
		rest = slices.Delete(rest, best, best+1)
	}
	t.rows = placed
}

// common is how many kinds two rows have the same namespace of.
func (r row) common(other row, kinds []sandbox.NamespaceKind) int {
	n := 0
	for _, kind := range kinds {
		if a, there := r.inodes[kind]; there && a == other.inodes[kind] {
			n++
		}
	}
	return n
}

// shorten finds the digits that all numbers begin with.
func (t *table) shorten() {
	first := ""
	for _, r := range t.rows {
		for _, inode := range r.inodes {
			text := fmt.Sprint(inode)
			if first == "" {
				first, t.prefix = text, max(0, len(text)-leastDigits)
			}
			if len(text) != len(first) {
				t.prefix = 0
				return
			}
			for i := range t.prefix {
				if text[i] != first[i] {
					t.prefix = i
					break
				}
			}
		}
	}
	t.start = first[:t.prefix]
}

// kinds are the kinds of namespace that any row has.
func (t *table) kinds() []sandbox.NamespaceKind {
	return slices.DeleteFunc(sandbox.NamespaceKinds(), func(kind sandbox.NamespaceKind) bool {
		return !slices.ContainsFunc(t.rows, func(r row) bool { _, there := r.inodes[kind]; return there })
	})
}

// seen is how many rows have numbers.
func (t *table) seen() int {
	n := 0
	for _, r := range t.rows {
		if len(r.inodes) > 0 {
			n++
		}
	}
	return n
}

// uniform reports whether all rows with numbers have the same namespace of a kind.
func (t *table) uniform(kind sandbox.NamespaceKind) bool {
	for i, r := range t.rows {
		if len(r.inodes) > 0 {
			return t.seen() > 1 && len(t.equals(kind, i)) == t.seen()
		}
	}
	return false
}

// equals are the rows that have the same namespace of a kind as row i, that one included; none if it is not known.
func (t *table) equals(kind sandbox.NamespaceKind, i int) []int {
	inode, there := t.rows[i].inodes[kind]
	if !there {
		return nil
	}
	var same []int
	for j, r := range t.rows {
		if other, known := r.inodes[kind]; known && other == inode {
			same = append(same, j)
		}
	}
	return same
}

// unions are the rows that have namespaces in common, each set of rows once with all its kinds; the largest sets first.
func (t *table) unions() []union {
	var all []union
	for _, kind := range t.kinds() {
		for i := range t.rows {
			rows := t.equals(kind, i)
			if len(rows) < 2 || rows[0] != i {
				continue
			}
			at := slices.IndexFunc(all, func(u union) bool { return slices.Equal(u.rows, rows) })
			if at < 0 {
				all = append(all, union{rows: rows})
				at = len(all) - 1
			}
			all[at].kinds = append(all[at].kinds, kind)
		}
	}
	slices.SortStableFunc(all, func(a, b union) int { return cmp.Compare(len(b.rows), len(a.rows)) })
	return all
}

// digits is how many digits of a number are shown.
func (t *table) digits() int {
	for _, r := range t.rows {
		for _, inode := range r.inodes {
			return len(fmt.Sprint(inode)) - t.prefix
		}
	}
	return leastDigits
}

// Widths of the rows' names, in cells.
const (
	leastName = 7
	mostName  = 12
)

// names is how wide the names' column would like to be.
func (t *table) names() int {
	widest := leastName
	for _, r := range t.rows {
		widest = max(widest, min(len(r.name)+1, mostName))
	}
	return widest
}

// cell is how wide a cell can be where n of them stand beside a name: its line and its digits, and a gap if there is room.
func (t *table) cell(n, width int) int {
	roomy := t.digits() + 2
	if roomy*n+t.names() <= width {
		return roomy
	}
	return roomy - 1
}

// columns is how many of the kinds' columns fit beside each other, at least one.
func (t *table) columns(kinds []sandbox.NamespaceKind, width int) int {
	fit := max(1, (width-leastName)/(t.digits()+1))
	return min(fit, max(1, len(kinds)))
}
