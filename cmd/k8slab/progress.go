package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/lessons/progress"
)

func (a *app) progressCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "progress", Short: "진도 보기, 지우기, 내보내기, 들여오기"}
	var output string
	show := &cobra.Command{
		Use: "show", Short: "과마다 어디까지 했는지 보기", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.showProgress(output) },
	}
	show.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	reset := &cobra.Command{
		Use: "reset", Short: "진도를 모두 지우고 처음부터 하기", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withStore(func(s *progress.Store) error { s.Reset(); return s.Flush() })
		},
	}
	export := &cobra.Command{
		Use: "export", Short: "진도를 표준 출력으로 내보내기", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.withStore(func(s *progress.Store) error { return s.Export(a.stdout) })
		},
	}
	imports := &cobra.Command{
		Use: "import [FILE]", Short: "내보냈던 진도를 파일이나 표준 입력에서 들여오기", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "-" {
				return a.withStore(func(s *progress.Store) error { return s.Import(a.stdin) })
			}
			f, err := os.Open(args[0])
			if err != nil {
				return &failure{exitUsage, fmt.Sprintf("파일을 열 수 없어요: %s", args[0]), "이름과 권한을 보세요."}
			}
			defer f.Close()
			return a.withStore(func(s *progress.Store) error { return s.Import(f) })
		},
	}
	cmd.AddCommand(show, reset, export, imports)
	return cmd
}

// withStore does something with what is remembered of the learner, and puts what goes wrong into words.
func (a *app) withStore(do func(*progress.Store) error) error {
	c, err := a.course()
	if err != nil {
		return err
	}
	dir, err := progress.Dir(runtime.GOOS, a.getenv)
	if err != nil {
		return &failure{exitFailed, "진도를 둘 곳을 알 수 없어요.", "HOME이나 XDG_STATE_HOME을 정해 주세요."}
	}
	s, err := progress.Open(progress.Options{Dir: dir, Course: c.ID})
	if err != nil {
		return progressFailure(err, dir)
	}
	err = errors.Join(do(s), s.Close())
	if err != nil {
		return progressFailure(err, dir)
	}
	return nil
}

func progressFailure(err error, dir string) error {
	var newer *progress.NewerError
	var damaged *progress.DamagedError
	switch {
	case errors.As(err, &newer):
		return &failure{exitFailed, "더 새로운 k8slab이 남긴 진도라서 읽을 수 없어요.", "k8slab을 새 버전으로 바꿔 주세요."}
	case errors.As(err, &damaged):
		return &failure{exitFailed, "진도 기록이 깨져 있어요.", "올바른 기록을 다시 들여오거나, 그대로 다시 시작하세요."}
	}
	return &failure{exitFailed, "진도 기록을 읽거나 쓰지 못했어요.", fmt.Sprintf("이 디렉터리를 읽고 쓸 수 있는지 보세요: %s", dir)}
}

// lessonProgress is one lesson in `progress show -o json`.
type lessonProgress struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"` // new, begun, done
	Read   bool   `json:"read"`
}

func (a *app) showProgress(output string) error {
	c, err := a.course()
	if err != nil {
		return err
	}
	rows := []lessonProgress{}
	names := map[progress.Status]string{progress.NotBegun: "new", progress.Begun: "begun", progress.Done: "done"}
	err = a.withStore(func(s *progress.Store) error {
		for _, l := range c.Lessons {
			status, read := s.Status(l.ID)
			rows = append(rows, lessonProgress{l.ID, l.Title, names[status], read})
		}
		return nil
	})
	if err != nil {
		return err
	}
	words := map[string]string{"new": "아직", "begun": "보는 중", "done": "마침"}
	switch output {
	case "json":
		return writeJSON(a.stdout, map[string]any{"version": 1, "course": c.ID, "lessons": rows})
	case "text":
		for i, r := range rows {
			fmt.Fprintf(a.stdout, "%2d. %-24s %s: %s\n", i+1, r.ID, r.Title, a.say.T(words[r.Status]))
		}
		return nil
	}
	return badOutput(output)
}
