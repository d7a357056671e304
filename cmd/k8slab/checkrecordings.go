package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/lessons"
)

// checkRecordings reads every recording that a course carries. One that can't be played is an error; one of a lab that
// has changed since is not offered, and its author is told to make it anew.
func checkRecordings(course fs.FS) []lessons.Problem {
	files, err := fs.Glob(course, path.Join(recordingsDir, "*"))
	if err != nil {
		return nil // The pattern is right.
	}
	var problems []lessons.Problem
	for _, file := range files {
		if p := checkRecording(course, file); p.Message != "" {
			p.File, p.Rule = file, "recording"
			problems = append(problems, p)
		}
	}
	return problems
}

// checkRecording says what is wrong with one file; its message is empty if nothing is.
func checkRecording(course fs.FS, file string) lessons.Problem {
	id, named := strings.CutSuffix(path.Base(file), recordingSuffix)
	if !named {
		return lessons.Problem{
			Severity: lessons.SeverityWarning, Message: "녹화 파일의 이름은 실습이름.jsonl.gz이어야 해요. 이 파일은 쓰이지 않아요.",
		}
	}
	p, err := labs.Open(course, id)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return lessons.Problem{Severity: lessons.SeverityWarning, Message: "이 녹화의 실습이 과정에 없어요."}
	case err != nil:
		return lessons.Problem{} // It was told of the lab itself.
	}
	f, err := course.Open(file)
	if err != nil {
		return lessons.Problem{Severity: lessons.SeverityError, Message: "녹화 파일을 읽을 수 없어요."}
	}
	defer f.Close()
	rec, err := labs.ReadRecording(f)
	if err != nil {
		return lessons.Problem{
			Severity: lessons.SeverityError, Message: fmt.Sprintf("녹화 파일이 깨졌거나 너무 커요. %s 실습을 다시 녹화하세요.", id),
		}
	}
	switch err := rec.Fits(p.Lab); {
	case errors.Is(err, labs.ErrOutdated):
		return lessons.Problem{
			Severity: lessons.SeverityWarning,
			Message:  fmt.Sprintf("실습이 바뀌어서 이 녹화는 쓰이지 않아요. %s 실습을 다시 녹화하세요.", id),
		}
	case err != nil:
		return lessons.Problem{Severity: lessons.SeverityError, Message: "이 실습의 녹화가 아니에요."}
	}
	return lessons.Problem{}
}
