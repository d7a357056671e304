package main

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

// source is where the course comes from: the one that is built in, or that of --course.
type source struct {
	open func() (fs.FS, error)
}

// newSource opens what path names, once and only when it is first asked for; an empty path is the built-in course.
func (a *app) newSource() source {
	return source{open: sync.OnceValues(func() (fs.FS, error) {
		if a.coursePath == "" {
			return a.translated(ko.FS()), nil
		}
		fsys, closer, err := lessons.OpenPath(a.coursePath)
		if err != nil {
			return nil, courseFailure(a.coursePath, err)
		}
		a.closers = append(a.closers, func() { _ = closer.Close() })
		return a.translated(fsys), nil
	})}
}

// translated lays the translation into the interface's language over a course, where it has one.
func (a *app) translated(course fs.FS) fs.FS {
	if a.settings.Lang == korean {
		return course
	}
	return lessons.Translated(course, a.settings.Lang)
}

// courseFailure puts into words why a course can't be read. What is wrong with an author's own files is told by file
// and line, for the author to mend.
func courseFailure(path string, err error) error {
	var one lessons.Problem
	var many lessons.Problems
	switch {
	case errors.As(err, &many) && len(many) > 0:
		one = many[0]
	case !errors.As(err, &one):
		return &failure{exitFailed, fmt.Sprintf("과정을 열지 못했어요: %s", path), "폴더나 ZIP 파일의 경로와 읽을 권한을 확인해 보세요."}
	}
	return &failure{exitFailed, fmt.Sprintf("과정을 열지 못했어요. %s", one.Error()), "k8slab course check로 고칠 데를 모두 볼 수 있어요."}
}

// courseFS is the course's files.
func (a *app) courseFS() (fs.FS, error) { return a.source.open() }
