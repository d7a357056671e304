package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop/store"
	"github.com/k8slab/k8slab/labs"
)

func (a *app) reportCommand(where func() (string, error)) *cobra.Command {
	var format, output string
	cmd := &cobra.Command{
		Use: "report", Short: "누가 무엇을 했는지 사람과 단계마다 내보내기 (CSV, HTML)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "csv" && format != "html" {
				return &failure{exitUsage, fmt.Sprintf("--format에는 %q을(를) 쓸 수 없어요.", format), "csv나 html을 쓰세요."}
			}
			dir, err := where()
			if err != nil {
				return err
			}
			if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
				return &failure{exitFailed, fmt.Sprintf("수업의 기록이 없어요: %s", dir), "k8slab workshop invite로 먼저 초대하세요."}
			}
			s, err := a.records(cmd.Context(), dir)
			if err != nil {
				return err
			}
			records, err := s.Read(cmd.Context())
			if err != nil {
				return a.workshopFailure(dir, err)
			}
			return a.writeReport(records, format, output)
		},
	}
	cmd.Flags().StringVar(&format, "format", "csv", "형식: csv, html")
	cmd.Flags().StringVar(&output, "output", "", "쓸 파일 (없으면 표준 출력)")
	return cmd
}

func (a *app) writeReport(records store.Records, format, output string) error {
	course, err := a.course()
	if err != nil {
		return err
	}
	programs := map[string]*labs.Program{}
	ids, err := a.labIDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if programs[id], err = a.program(id); err != nil {
			return err
		}
	}
	report := workshop.NewReport(records, workshop.Outline(course, programs), time.Now())
	write := report.CSV
	if format == "html" {
		write = report.HTML
	}
	if output == "" {
		return write(a.stdout) // The sink tells of what could not be written.
	}
	if err := writeFile(output, write); err != nil {
		return &failure{exitFailed, fmt.Sprintf("%s에 쓰지 못했어요.", output), "경로와 권한, 남은 공간을 확인해 주세요."}
	}
	return nil
}

// writeFile writes a file for its owner alone: a report tells of people.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
