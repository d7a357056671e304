package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/bundle"
	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/ko"
)

func (a *app) bundleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "bundle", Short: "인터넷이 없는 교실에 가져갈 묶음 만들기와 풀기",
		Long: `프로그램과 과정, 검사합을 파일 하나로 묶어요. 인터넷이 없는 교실에는 그 파일만 가져가면 돼요.
묶음은 ZIP 파일이라서 k8slab이 아직 없는 컴퓨터에서는 그냥 풀어서 쓸 수 있어요.

검사합은 깨진 파일을 찾아 줘요. 누가 바꾸었는지까지 알려면, verify가 보여 주는
묶음의 SHA-256을 만든 사람의 것과 견주어 보세요.`,
		Example: `  k8slab bundle create --from dist 교실.zip      make dist가 만든 모든 프로그램과 과정 묶기
  k8slab bundle create --course 내과정 교실.zip  이 컴퓨터의 프로그램과 내 과정 묶기
  k8slab bundle verify 교실.zip                  깨지지 않았는지 보기
  k8slab bundle load 교실.zip                    이 컴퓨터의 프로그램과 과정을 k8slab 폴더에 풀기`,
	}
	var from, platform string
	create := &cobra.Command{
		Use: "create FILE", Short: "묶음 만들기 (--course의 과정, 없으면 내장 과정)", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return bundleFailure(a.createBundle(args[0], from)) },
	}
	create.Flags().StringVar(&from, "from", "", "make dist가 만든 폴더 (없으면 지금 이 프로그램만)")
	verify := &cobra.Command{
		Use: "verify FILE", Short: "묶음이 깨지지 않았는지 보기", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return bundleFailure(a.verifyBundle(args[0])) },
	}
	load := &cobra.Command{
		Use: "load FILE [DIR]", Short: "묶음에서 이 컴퓨터의 프로그램과 과정 풀기 (DIR가 없으면 k8slab)",
		Args: cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			return bundleFailure(a.loadBundle(args[0], append(args, "k8slab")[1], platform))
		},
	}
	load.Flags().StringVar(&platform, "platform", runtime.GOOS+"/"+runtime.GOARCH, "어느 컴퓨터의 프로그램을 풀지 (운영체제/구조)")
	cmd.AddCommand(create, verify, load)
	return cmd
}

func bundleFailure(err error) error {
	if e, ok := errors.AsType[*bundle.Error](err); ok {
		return &failure{exitFailed, e.What, e.Do}
	}
	return err
}

// createBundle packs programs and the course. A course with mistakes is not taken to a room where nobody can mend it.
func (a *app) createBundle(name, from string) error {
	files, done, err := a.courseFiles()
	if err != nil {
		return err
	}
	defer done()
	for _, p := range append(lessons.Check(files), checkLabs(files)...) {
		if p.Severity == lessons.SeverityError {
			return &failure{
				exitFailed, fmt.Sprintf("과정에 고칠 데가 있어요. %s", p.Error()), "k8slab course check로 고칠 데를 모두 볼 수 있어요.",
			}
		}
	}
	course, err := lessons.Load(files)
	if err != nil {
		return courseFailure(a.coursePath, err)
	}
	parts := bundle.Parts{
		Version: buildInfo().Version, Files: files,
		Course: bundle.Course{ID: course.ID, Title: course.Title, BuiltIn: a.coursePath == ""},
	}
	if from != "" {
		parts.Version, parts.Programs, err = bundle.FromDist(from)
	} else {
		parts.Programs, err = ownProgram()
	}
	if err != nil {
		return err
	}
	m, err := bundle.Create(name, parts)
	if err != nil {
		return err
	}
	a.showBundle(m)
	_, err = fmt.Fprint(a.stdout, a.say.F("%s에 묶었어요.\n", name))
	return err
}

// courseFiles are the files of the course as they lie there, with all its translations.
func (a *app) courseFiles() (files fs.FS, done func(), err error) {
	if a.coursePath == "" {
		return ko.FS(), func() {}, nil
	}
	files, closer, err := lessons.OpenPath(a.coursePath)
	if err != nil {
		return nil, nil, courseFailure(a.coursePath, err)
	}
	return files, func() { _ = closer.Close() }, nil
}

// ownProgram is this program, for its own platform.
func ownProgram() ([]bundle.Program, error) {
	path, err := os.Executable()
	if err == nil {
		var data []byte
		if data, err = os.ReadFile(path); err == nil {
			return []bundle.Program{{GOOS: runtime.GOOS, GOARCH: runtime.GOARCH, Data: data}}, nil
		}
	}
	return nil, &failure{exitFailed, "이 프로그램의 파일을 읽을 수 없어요.", "--from으로 make dist가 만든 폴더를 주세요."}
}

func (a *app) showBundle(m bundle.Manifest) {
	fmt.Fprint(a.stdout, a.say.F("k8slab %s · 과정 %s(%s)\n프로그램: %s\n", m.Program, m.Course.ID, m.Course.Title,
		strings.Join(m.Platforms(), ", ")))
}

func (a *app) verifyBundle(name string) error {
	b, err := bundle.Open(name)
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // it was only read
	sum, err := b.Verify()
	if err != nil {
		return err
	}
	a.showBundle(b.Manifest)
	_, err = fmt.Fprint(a.stdout, a.say.F("파일 %d개가 모두 온전해요.\nSHA-256 %s\n", len(b.Manifest.Files), sum))
	return err
}

func (a *app) loadBundle(name, dir, platform string) error {
	goos, goarch, ok := strings.Cut(platform, "/")
	if !ok {
		return &failure{exitUsage, fmt.Sprintf("--platform에는 %q을(를) 쓸 수 없어요.", platform), "linux/amd64처럼 쓰세요."}
	}
	b, err := bundle.Open(name)
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // it was only read
	program, err := b.Load(dir, goos, goarch)
	if err != nil {
		return err
	}
	command := program
	if !filepath.IsAbs(command) {
		command = "." + string(filepath.Separator) + command
	}
	if !b.Manifest.Course.BuiltIn {
		command += " --course " + filepath.Join(filepath.Dir(program), "course")
	}
	a.showBundle(b.Manifest)
	_, err = fmt.Fprint(a.stdout, a.say.F("%s에 풀었어요. 이렇게 시작하세요.\n\n  %s\n", dir, command))
	return err
}
