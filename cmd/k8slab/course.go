package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/scaffold"
)

func (a *app) courseCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "course", Short: "과정을 만들 때 쓰는 도구"}
	create := &cobra.Command{
		Use: "new DIR", Short: "바로 돌아가는 작은 과정을 새 폴더에 만들기", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.newCourse(args[0]) },
	}
	var output string
	var run bool
	check := &cobra.Command{
		Use: "check [DIR|FILE.zip]", Short: "과정에 잘못이 없는지 보기 (아무것도 주지 않으면 내장 과정)",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.coursePath = args[0]
			}
			return a.checkCourse(cmd.Context(), output, run)
		},
	}
	check.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	check.Flags().BoolVar(&run, "run", false, "실습마다 모범 답안도 돌려 보기 (엔진이 있어야 해요)")
	preview := &cobra.Command{
		Use: "preview DIR [LESSON]", Short: "과정을 열어 두고, 파일을 고칠 때마다 화면에서 바로 보기",
		Args: cobra.RangeArgs(1, 2), RunE: a.preview,
	}
	cmd.AddCommand(create, check, preview)
	return cmd
}

func (a *app) newCourse(dir string) error {
	switch err := scaffold.Write(dir); {
	case errors.Is(err, scaffold.ErrNotEmpty):
		return &failure{exitUsage, fmt.Sprintf("%s에는 이미 무언가 들어 있어요.", dir), "없거나 비어 있는 폴더의 이름을 주세요."}
	case err != nil:
		return &failure{exitFailed, fmt.Sprintf("%s에 과정을 만들지 못했어요.", dir), "쓸 수 있는 자리인지, 디스크에 자리가 남았는지 보세요."}
	}
	fmt.Fprint(a.stdout, a.say.F(`%s에 작은 과정을 만들었어요. 이제 이렇게 해 보세요.

  k8slab course preview %[1]s       고치는 대로 화면에서 보기
  k8slab course check --run %[1]s   잘못이 없는지 보고 실습도 돌려 보기
  k8slab --course %[1]s             배우는 사람처럼 열어 보기
`, dir))
	return nil
}

// checked is the result of `course check -o json`.
type checked struct {
	Version  int               `json:"version"`
	OK       bool              `json:"ok"`
	Problems []lessons.Problem `json:"problems"`
	// Labs are the results of the reference solutions, with --run.
	Labs []labs.Result `json:"labs,omitempty"`
}

// checkCourse lints lessons and labs, and with run performs every lab. Warnings are shown, errors decide.
func (a *app) checkCourse(ctx context.Context, output string, run bool) error {
	if output != "text" && output != "json" {
		return badOutput(output)
	}
	course, err := a.courseFS()
	if err != nil {
		return err
	}
	c := checked{Version: 1, OK: true, Problems: []lessons.Problem{}}
	c.Problems = append(c.Problems, lessons.Check(course)...)
	c.Problems = append(c.Problems, lessons.CheckTranslations(course)...)
	c.Problems = append(c.Problems, checkLabs(course)...)
	c.Problems = append(c.Problems, checkRecordings(course)...)
	for _, p := range c.Problems {
		c.OK = c.OK && p.Severity != lessons.SeverityError
	}
	// A course that can't be read has no labs to run.
	if run && c.OK {
		if err := a.runCourse(ctx, &c); err != nil {
			return err
		}
	}
	if output == "json" {
		err = writeJSON(a.stdout, c)
	} else {
		err = a.showChecked(c)
	}
	if err == nil && !c.OK {
		err = &failure{exitFailed, "과정에 고칠 데가 있어요.", "위에 적힌 곳을 고치고 다시 해 보세요."}
	}
	return err
}

func (a *app) runCourse(ctx context.Context, c *checked) error {
	ids, err := a.labIDs()
	if err != nil {
		return err
	}
	results, passed, err := a.runLabs(ctx, ids, automatic{patience: 1})
	c.Labs, c.OK = results, passed
	return err
}

func (a *app) showChecked(c checked) error {
	for _, p := range c.Problems {
		fmt.Fprintf(a.stdout, "%s: %s [%s]\n", p.Severity, p.Error(), p.Rule)
	}
	return a.showResults("all", "text", c.Labs, c.OK)
}

// checkLabs parses and compiles every lab of a course.
func checkLabs(course fs.FS) []lessons.Problem {
	files, err := fs.Glob(course, "labs/*.yaml")
	if err != nil {
		return nil // The pattern is right.
	}
	var problems []lessons.Problem
	for _, file := range files {
		_, err := labs.Open(course, strings.TrimSuffix(path.Base(file), ".yaml"))
		var fault *labs.FileError
		switch {
		case errors.As(err, &fault):
			problems = append(problems, lessons.Problem{
				File: fault.File, Line: fault.Line, Severity: lessons.SeverityError, Rule: "lab", Message: fault.Msg,
			})
		case err != nil:
			problems = append(problems, lessons.Problem{
				File: file, Severity: lessons.SeverityError, Rule: "lab", Message: "실습 파일을 읽을 수 없어요.",
			})
		}
	}
	return problems
}
