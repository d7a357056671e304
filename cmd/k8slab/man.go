package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// manCommand writes the manual pages; it is for packaging, and not listed.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "매뉴얼 페이지를 디렉터리에 쓰기", Args: cobra.ExactArgs(1), Hidden: true,
		Annotations: map[string]string{withoutSettings: ""},
		RunE: func(cmd *cobra.Command, args []string) error {
			// A fixed date, or that of the release: the same sources give the same pages.
			date := time.Unix(0, 0).UTC()
			if epoch, err := strconv.ParseInt(a.getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
				date = time.Unix(epoch, 0).UTC()
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Title: "K8SLAB", Section: "1", Source: "k8slab", Manual: "k8slab", Date: &date}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return &failure{exitFailed, fmt.Sprintf("디렉터리를 만들 수 없어요: %s", args[0]), "경로와 권한을 확인해 주세요."}
			}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return &failure{exitFailed, fmt.Sprintf("매뉴얼 페이지를 쓸 수 없어요: %s", args[0]), "경로와 권한을 확인해 주세요."}
			}
			return nil
		},
	}
}
