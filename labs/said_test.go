package labs

import (
	"strings"
	"testing"
)

func TestSaid(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"", ""},
		{"head: /letter: no space left on device\n", "head: /letter: no space left on device"},
		{"first\n가나\x1b[31m다\n \n", "가나 [31m다"},
		{strings.Repeat("x", 5000) + "\n끝\n", "끝"},
		{strings.Repeat("가", 5000), strings.Repeat("가", maxSaidRunes) + "…"},
	} {
		var whole, bitwise said
		_, _ = whole.Write([]byte(tc.in))
		for i := range len(tc.in) {
			_, _ = bitwise.Write([]byte(tc.in[i : i+1]))
		}
		if whole.last() != tc.want || bitwise.last() != tc.want {
			t.Errorf("%.40q: %q and %q, want %q", tc.in, whole.last(), bitwise.last(), tc.want)
		}
	}
}

// What an engine says of a command that it could not start is told, and what there is to do about a full disk.
func TestFailedCommand(t *testing.T) {
	a := ExecAction{Sandbox: "one", Args: []string{"cp", "a", "b"}}
	for _, tc := range []struct {
		code       int
		out, wrong string
		what, do   string
	}{
		{1, "copied 3\n", "", "1번 코드로 끝났어요.", "다시 해 보세요"},
		{1, "", "cp: b: No space left on device\n", "(cp: b: No space left on device)", "컨테이너에 쓸 자리가"},
		{126, "OCI runtime exec failed: mkdir /run: no space left on device\n", "", "(OCI runtime exec failed", "엔진의 디스크"},
	} {
		out, wrong := &said{}, &said{}
		_, _ = out.Write([]byte(tc.out))
		_, _ = wrong.Write([]byte(tc.wrong))
		f := FaultOf(failedCommand(a, tc.code, out, wrong))
		if !strings.Contains(f.What, tc.what) || !strings.Contains(f.Do, tc.do) {
			t.Errorf("%d: %s %s", tc.code, f.What, f.Do)
		}
	}
}
