//go:build linux

package work

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A running workload listens on a socket work-NAME-PID.sock in the directory for temporary files. One line in, one line
// out: nothing (the settings are answered), key=value pairs, "stop", or a word of the workload's own. An answer that
// begins with "!" is a refusal.
const maxLine = 4096

func socketPath(name string, pid string) string {
	return filepath.Join(os.TempDir(), "work-"+name+"-"+pid+".sock")
}

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
	conn.SetDeadline(time.Now().Add(time.Second)) //nolint:errcheck // a caller that says nothing must not hold us
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
		if err != nil {
			os.Remove(path) //nolint:errcheck // its owner is gone
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
	conn.SetDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // without one we would wait
	fmt.Fprintln(conn, strings.Join(words, " "))
	line, err := bufio.NewReader(io.LimitReader(conn, maxLine)).ReadString('\n')
	return strings.TrimSuffix(line, "\n"), err
}
