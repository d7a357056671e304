package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
)

func (a *app) courseCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "course", Short: "코스를 만들 때 쓰는 도구"}
	var output string
	check := &cobra.Command{
		Use: "check [DIR|FILE.zip]", Short: "코스에 잘못이 없는지 보기 (아무것도 주지 않으면 내장 코스)", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				a.coursePath = args[0]
			}
			course, err := a.courseFS()
			if err != nil {
				return err
			}
			return a.checkCourse(course, output)
		},
	}
	check.Flags().StringVarP(&output, "output", "o", "text", "나타낼 모양: text, json")
	cmd.AddCommand(check)
	return cmd
}

// checkCourse lints lessons and labs. Warnings are shown, errors decide.
func (a *app) checkCourse(course fs.FS, output string) error {
	problems := append(lessons.Check(course), append(lessons.CheckTranslations(course), checkLabs(course)...)...)
	failed := false
	for _, p := range problems {
		failed = failed || p.Severity == lessons.SeverityError
	}
	switch output {
	case "json":
		if problems == nil {
			problems = []lessons.Problem{}
		}
		enc := json.NewEncoder(a.stdout)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(map[string]any{"version": 1, "ok": !failed, "problems": problems}); err != nil {
			return err
		}
	case "text":
		for _, p := range problems {
			fmt.Fprintf(a.stdout, "%s: %s [%s]\n", p.Severity, p.Error(), p.Rule)
		}
	default:
		return badOutput(output)
	}
	if failed {
		return &failure{exitFailed, "코스에 고칠 데가 있어요.", "위에 적힌 줄을 고치고 다시 해 보세요."}
	}
	return nil
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
