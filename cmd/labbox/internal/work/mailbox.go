//go:build linux

package work

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

func mailboxWorkload() workload {
	return workload{
		name:  "mailbox",
		about: "우체통(System V 메시지 큐)을 만들고, 이 칸에서 보이는 우체통을 세어요",
		params: append([]param{
			number("make", 0, 0, 1, "1이면 우체통을 하나 만들어 둬요"),
		}, common(86_400)...),
		values: "seen(보이는 우체통) cpu_cores",
		run:    runMailbox,
	}
}

// mailboxKey names the queue: whoever knows it finds the queue, as long as they are in the same IPC namespace.
const mailboxKey = 0x6b38

// runMailbox counts the System V message queues of its IPC namespace. A queue belongs to the namespace and not to a
// process: it goes with the namespace, or when somebody removes it.
func runMailbox(ctx context.Context, r *run) error {
	if r.num("make")() == 1 {
		id, _, errno := unix.Syscall(unix.SYS_MSGGET, mailboxKey, unix.IPC_CREAT|0o666, 0)
		if errno != 0 {
			return fmt.Errorf("우체통을 만들 수 없어요: %w", errno)
		}
		// Where the namespace outlives us it must not keep the queue.
		defer unix.Syscall(unix.SYS_MSGCTL, id, unix.IPC_RMID, 0) //nolint:errcheck // somebody else removed it
	}
	if _, err := queues(); err != nil {
		return errors.New("이 커널에서는 우체통(System V IPC)을 볼 수 없어요")
	}
	r.everyWindow(ctx, func(time.Duration) map[string]float64 {
		n, _ := queues() // it could be read a moment ago
		return map[string]float64{"seen": float64(n)}
	})
	return nil
}

// queues counts the lines of /proc/sysvipc/msg below its heading. The file shows the reader's own namespace.
func queues() (int, error) {
	data, err := os.ReadFile("/proc/sysvipc/msg")
	if err != nil {
		return 0, err
	}
	return max(0, strings.Count(string(data), "\n")-1), nil
}
