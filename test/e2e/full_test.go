//go:build linux

package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// smallDisk puts a file system of a few bytes at a directory, and gives a function that fills it up and one that makes
// room again.
func smallDisk(t *testing.T, dir, size string) (fill, free func()) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size+",mode=755"); err != nil {
		t.Fatalf("this test mounts a small disk, for which it must be root: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	filler := filepath.Join(dir, "filler")
	fill = func() {
		file, err := os.OpenFile(filler, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			t.Error(err)
			return
		}
		defer file.Close()
		for block := make([]byte, 64<<10); len(block) > 0; {
			if _, err := file.Write(block); errors.Is(err, unix.ENOSPC) {
				block = block[:len(block)/2]
			} else if err != nil {
				t.Error(err)
				return
			}
		}
	}
	free = func() {
		t.Helper()
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
	return fill, free
}

// TestEngineDiskFull fills the engine's disk in the middle of a lab: what can't be done is told with what to do, and done
// once there is room.
func TestEngineDiskFull(t *testing.T) {
	d := newEngine(t)
	fill, free := smallDisk(t, d.in("data"), "32m")
	d.begin(t)
	p := Start(t, Run{Args: []string{"image"}, Env: []string{"DOCKER_HOST=" + d.address}})
	p.WaitFor("Docker Engine", "▸ 1")
	p.Press("tab", "enter")
	p.WaitFor("▸ 2")
	p.Type("2")
	p.Press("enter")
	fill()
	p.Press("enter")
	p.WaitFor("No space left on", "쓸 자리가 없어요")
	free()
	p.Press("enter")
	p.WaitFor("▸ 3")
	p.Press("q")
	p.WantExit(0)
	p.WantRestored()
}

// TestStateDirectoryFull fills the disk on which the learner's progress is kept, in the middle of a lab: the lab goes on,
// and the end says what was not kept. On a disk that is full from the beginning it goes as well.
func TestStateDirectoryFull(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, "state")
	fill, free := smallDisk(t, state, "1m")
	// The sessions' own files are elsewhere, so that none that goes makes room.
	r := Run{Home: home, Env: []string{"XDG_STATE_HOME=" + state, "XDG_RUNTIME_DIR=" + filepath.Join(home, "run")}}
	p := Start(t, r)
	p.WaitFor("아직 first라는 컨테이너가")
	fill()
	p.Press("enter")
	p.WaitFor("first 실행 중", "▸ 2")
	// What the program removes when it ends must not make the room that it needs.
	full, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(full)
		for {
			select {
			case <-over:
				return
			case <-time.After(time.Millisecond):
				fill()
			}
		}
	}()
	p.Press("q")
	p.WantExit(0)
	close(over)
	<-full
	p.WaitFor("진도를 저장하지 못했어요.", "상태 디렉터리에 쓸 수 있는지 보세요")
	p.WantRestored()
	wantNothingLeft(t)
	for _, now := range []func(){func() {}, free} { // still full, and not any more
		now()
		p = Start(t, r)
		p.WaitFor("아직 first라는 컨테이너가")
		p.Press("enter")
		p.WaitFor("first 실행 중")
		p.Press("q")
		p.WantExit(0)
		p.WantRestored()
		wantNothingLeft(t)
	}
}
