//go:build linux

package work

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A running workload listens on a socket work-NAME-PID.sock in the directory for temporary files. One line in, one line
// out: nothing (the settings are answered), key=value pairs, "stop", or a word of the workload's own. An answer that
// begins with "!" is a refusal.
const maxLine = 4096

func socketPath(name string, pid string) string {
	return filepath.Join(os.TempDir(), "work-"+name+"-"+pid+".sock")
}

// patience is how long a workload may take to answer: one that shares a CPU with many busy threads gets its turn late.
const patience = 20 * time.Second

// serveControl opens the socket and returns what closes it. Where there is no place for a socket the workload runs
// without.
func (r *run) serveControl() func() {
	path := socketPath(r.name, strconv.Itoa(os.Getpid()))
	os.Remove(path) //nolint:errcheck // left behind by a process that had our number before
	l, err := net.Listen("unix", path)
	if err != nil {
		fmt.Fprintf(os.Stderr, "work: %s에 소켓을 만들 수 없어서 ctl로 바꿀 수는 없어요.\n", os.TempDir())
		return func() {}
	}
	go func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				r.answer(conn)
			}
		}
	}()
	return func() { l.Close() } //nolint:errcheck // it also removes the file
}

func (r *run) answer(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // a caller that says nothing must not hold us
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine)).ReadString('\n')
	if err != nil {
		return
	}
	text, err := r.obey(strings.Fields(line))
	if err != nil {
		text = "!" + err.Error()
	}
	fmt.Fprintln(conn, strings.ReplaceAll(text, "\n", " "))
}

func (r *run) obey(words []string) (string, error) {
	switch {
	case len(words) == 0:
		return r.String(), nil
	case words[0] == "stop" && len(words) == 1:
		r.stop()
		return "stop", nil
	case !strings.Contains(words[0], "=") && r.workload.command != nil:
		return r.workload.command(r, words)
	}
	if err := r.set(words, true); err != nil {
		return "", err
	}
	return r.String(), nil
}

// control sends one line to every running workload of that name and prints the answers.
func control(name string, words []string, out, errs io.Writer) int {
	paths, _ := filepath.Glob(socketPath(name, "*"))
	code, reached := 0, 0
	for _, path := range paths {
		text, err := ask(path, words)
		switch {
		case errors.Is(err, unix.ECONNREFUSED), errors.Is(err, fs.ErrNotExist):
			os.Remove(path) //nolint:errcheck // its owner is gone
			continue
		case err != nil: // it is there, and starved of CPU time
			fmt.Fprintf(errs, "work: %s가 제때 대답하지 않았어요. CPU를 아주 조금밖에 못 쓰고 있는 것 같으니 다시 해 보세요.\n", name)
			reached++
			code = 1
			continue
		}
		reached++
		if refusal, refused := strings.CutPrefix(text, "!"); refused {
			fmt.Fprintln(errs, "work: "+refusal+".")
			code = 1
			continue
		}
		fmt.Fprintln(out, text)
	}
	if reached == 0 {
		fmt.Fprintf(errs, "work: 실행 중인 %s가 없어요. ps로 확인해 보세요.\n", name)
		return 1
	}
	return code
}

func ask(path string, words []string) (string, error) {
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience)) //nolint:errcheck // without one we would wait
	fmt.Fprintln(conn, strings.Join(words, " "))
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine)).ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err
}
