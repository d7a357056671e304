package class_test

import (
	"testing"

	"github.com/k8slab/k8slab/tui/class"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"  김 미나\t":              "김 미나",
		"\x1b[2Jbad\x07":        "[2Jbad",
		"a\u202eevil\u200b\x00": "aevil",
		"../../etc":             "../../etc",
		"\xff\xfe":              "",
		"가나다라마바사아자차카타파하가나다라마바사아자차카타파하": "가나다라마바사아자차카타파하가나다라마바사아자차",
		"하나\r\n둘": "하나 둘",
	} {
		if got := class.Clean(in, class.MaxName); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
