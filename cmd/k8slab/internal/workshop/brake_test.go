package workshop

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A flood writes a bounded number of lines, and how many were not written.
func TestBrake(t *testing.T) {
	var out strings.Builder
	at := time.Unix(1000, 0)
	b := &brake{to: slog.New(slog.NewTextHandler(&out, nil)), now: func() time.Time { return at }}
	for range 10_000 {
		b.log(slog.LevelWarn, "turned away")
	}
	if n := strings.Count(out.String(), "turned away"); n != brakeLines {
		t.Errorf("%d lines", n)
	}
	b.settle()
	if strings.Contains(out.String(), "not written") {
		t.Error("it was told before the second was over")
	}
	at = at.Add(brakeSpan)
	b.settle()
	b.settle()
	if n := strings.Count(out.String(), "9980"); n != 1 {
		t.Errorf("what was not written was told %d times in\n%s", n, out.String())
	}
	b.log(slog.LevelWarn, "wrong code")
	if !strings.Contains(out.String(), "wrong code") {
		t.Error("nothing is written any more")
	}
}
