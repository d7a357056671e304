package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
)

func (a *app) boardCommand(where func() (string, error)) *cobra.Command {
	return &cobra.Command{
		Use: "board", Short: "이 컴퓨터에서 연 수업의 진행 화면 보기", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := where()
			if err != nil {
				return err
			}
			return a.showBoard(cmd.Context(), dir)
		},
	}
}

// showBoard is an SSH client of the server on this machine.
func (a *app) showBoard(ctx context.Context, dir string) error {
	in, ok1 := a.stdin.(*os.File)
	out, ok2 := a.stdout.(*os.File)
	if !ok1 || !ok2 || !a.terminal() {
		return &failure{exitUsage, "터미널이 아닌 곳에서는 화면을 열 수 없어요.", "터미널에서 실행해 주세요."}
	}
	key, err := workshop.InstructorKey(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return a.workshopFailure(dir, err)
	}
	var conn net.Conn
	if err == nil {
		conn, err = new(net.Dialer).DialContext(ctx, "unix", filepath.Join(dir, workshop.SocketName))
	}
	if err != nil {
		return &failure{exitFailed, fmt.Sprintf("열려 있는 수업이 없어요: %s", dir), "k8slab workshop serve로 먼저 수업을 여세요."}
	}
	defer conn.Close()
	if err := workshop.Attend(ctx, conn, key, in, out, a.getenv); err != nil && ctx.Err() == nil {
		a.log.Error("board", "err", err)
		return &failure{exitFailed, "진행 화면의 연결이 끊겼어요.", "수업이 열려 있는지 보고 다시 실행해 주세요."}
	}
	return nil
}
