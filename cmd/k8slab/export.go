package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/handout"
)

// exported is what `export` is asked for.
type exported struct {
	all          bool
	format       string
	output       string
	measurements bool
}

func (a *app) exportCommand() *cobra.Command {
	var e exported
	cmd := &cobra.Command{
		Use: "export LESSON|--all", Short: "과를 나눠 줄 인쇄물(HTML, 마크다운)로 내보내기", Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeLessons,
		RunE: func(_ *cobra.Command, args []string) error {
			if e.all == (len(args) == 1) {
				return &failure{exitUsage, "과의 이름과 --all 가운데 하나만 줘야 해요.", "k8slab list로 과를 볼 수 있어요."}
			}
			return a.export(args, e)
		},
	}
	cmd.Flags().BoolVar(&e.all, "all", false, "과정의 모든 과")
	cmd.Flags().StringVar(&e.format, "format", "html", "형식: html, md")
	cmd.Flags().StringVar(&e.output, "output", "", "쓸 파일 (없으면 표준 출력)")
	cmd.Flags().BoolVar(&e.measurements, "measurements", false, "내 실습에서 잰 값을 표에 채우기")
	return cmd
}

// export writes a handout whole or not at all: it is made in memory first.
func (a *app) export(ids []string, e exported) error {
	write, ok := map[string]func(io.Writer, *lessons.Course, []string, handout.Options) error{
		"html": handout.HTML, "md": handout.Markdown,
	}[e.format]
	if !ok {
		return &failure{exitUsage, fmt.Sprintf("--format에는 %q을(를) 쓸 수 없어요.", e.format), "html이나 md를 쓰세요."}
	}
	course, err := a.course()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := course.Lesson(id); err != nil {
			return &failure{exitUsage, fmt.Sprintf("%q라는 과는 없어요.", id), "k8slab list로 과를 볼 수 있어요."}
		}
	}
	o := handout.Options{Lab: a.labSheet}
	if e.measurements {
		o.Measured = a.store(course).Measurement
	}
	var page bytes.Buffer
	if err := write(&page, course, ids, o); err != nil {
		return courseFailure(a.coursePath, err)
	}
	if e.output == "" || e.output == "-" {
		_, err = a.stdout.Write(page.Bytes())
		return writeFailure("표준 출력", err)
	}
	return writeFailure(e.output, os.WriteFile(e.output, page.Bytes(), 0o644))
}

func writeFailure(where string, err error) error {
	if err == nil {
		return nil
	}
	return &failure{exitFailed, fmt.Sprintf("%s에 쓰지 못했어요.", where), "쓸 수 있는 자리인지, 디스크에 자리가 남았는지 보세요."}
}

// labSheet is what a handout tells of a lab.
func (a *app) labSheet(name string) (handout.Lab, bool) {
	p, err := a.program(name)
	if err != nil {
		return handout.Lab{}, false
	}
	sheet := handout.Lab{Title: p.Title, Intro: strings.TrimSpace(p.Intro)}
	for _, s := range p.Steps {
		sheet.Steps = append(sheet.Steps, handout.Step{Title: s.Title, Text: s.Text, Meaning: s.Meaning})
	}
	return sheet, true
}
