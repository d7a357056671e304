package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/lessons/progress"
)

// workshopCommand is for a room full of learners on one server.
func (a *app) workshopCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "workshop", Short: "여럿이 ssh로 함께 배우는 수업 열기",
		Long: `컴퓨터 한 대에서 수업을 열고, 배우는 사람은 아무것도 설치하지 않고 ssh로 들어와요.
사람마다 진도와 실습이 따로 있어요. 무엇이 기록되는지는 docs/workshop.md에 있어요.`,
		Example: `  k8slab workshop invite -n 30           초대 코드 30개 만들기
  k8slab workshop rehearse -n 30         이 컴퓨터가 30명을 감당하는지 미리 해 보기
  k8slab workshop serve                  수업 열기
  k8slab workshop board                  진행 화면 보기 (같은 컴퓨터에서)`,
	}
	var dir string
	cmd.PersistentFlags().StringVar(&dir, "dir", "", "수업의 기록과 열쇠를 둘 폴더 (없으면 상태 디렉터리의 workshop)")
	where := func() (string, error) { return a.workshopDir(dir) }
	cmd.AddCommand(
		a.inviteCommand(where), a.serveCommand(where), a.boardCommand(where), a.reportCommand(where),
		a.forgetCommand(where), a.rehearseCommand(),
	)
	return cmd
}

// workshopDir is where a workshop's records and keys are.
func (a *app) workshopDir(asked string) (string, error) {
	if asked != "" {
		return filepath.Abs(asked)
	}
	dir, err := progress.Dir(runtime.GOOS, a.getenv)
	if err != nil {
		return "", &failure{exitFailed, "수업의 기록을 둘 곳을 알 수 없어요.", "--dir로 폴더를 알려 주세요."}
	}
	return filepath.Join(dir, "workshop"), nil
}

// records opens a workshop's records.
func (a *app) records(ctx context.Context, dir string) (*store.Store, error) {
	s, err := store.Open(ctx, dir, func(err error) { a.log.Error("records", "err", err) })
	if err != nil {
		return nil, a.workshopFailure(dir, err)
	}
	a.closers = append(a.closers, func() { _ = s.Close() })
	return s, nil
}

// workshopFailure puts into words what went wrong with a workshop's directory.
func (a *app) workshopFailure(dir string, err error) error {
	a.log.Error("workshop", "err", err)
	var newer *store.NewerError
	switch {
	case errors.As(err, &newer):
		return &failure{exitFailed, "더 새로운 k8slab이 남긴 수업 기록이라서 열 수 없어요.", "k8slab을 새 버전으로 바꿔 주세요."}
	case errors.Is(err, workshop.ErrRunning):
		return &failure{exitFailed, "이 폴더로 연 수업이 이미 있어요.", "그 수업을 끝내거나, --dir로 다른 폴더를 쓰세요."}
	}
	return &failure{
		exitFailed, fmt.Sprintf("수업의 기록을 읽거나 쓰지 못했어요: %s", dir),
		"그 폴더를 읽고 쓸 수 있는지, 디스크에 자리가 있는지 보세요.",
	}
}

func (a *app) forgetCommand(where func() (string, error)) *cobra.Command {
	return &cobra.Command{
		Use: "forget NAME", Short: "한 사람의 초대와 기록을 모두 지우기", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := where()
			if err != nil {
				return err
			}
			if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
				return noLearner(args[0])
			}
			s, err := a.records(cmd.Context(), dir)
			if err != nil {
				return err
			}
			switch err := s.Forget(args[0]); {
			case errors.Is(err, store.ErrUnknown):
				return noLearner(args[0])
			case err != nil:
				return a.workshopFailure(dir, err)
			}
			fmt.Fprint(a.stdout, a.say.F("%s의 초대와 기록을 모두 지웠어요.\n", args[0]))
			return nil
		},
	}
}

func noLearner(name string) error {
	return &failure{exitUsage, fmt.Sprintf("%q라는 이름의 초대는 없어요.", name), "k8slab workshop report로 이름을 볼 수 있어요."}
}
