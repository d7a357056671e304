package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

func (a *app) courseCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "course", Short: "코스를 만들 때 쓰는 도구"}
	var output string
	check := &cobra.Command{
		Use: "check [DIR]", Short: "코스에 잘못이 없는지 보기 (DIR이 없으면 내장 코스)", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			course := ko.FS()
			if len(args) > 0 {
				if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
					return &failure{exitUsage, fmt.Sprintf("%s은(는) 디렉터리가 아니에요.", args[0]), "코스가 있는 디렉터리를 주세요."}
				}
				course = os.DirFS(args[0])
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
	problems := append(lessons.Check(course), checkLabs(course)...)
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
