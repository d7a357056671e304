package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// listed is one lesson in `list -o json`.
type listed struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Number   int    `json:"number"`
	Question string `json:"question"`
	Minutes  int    `json:"minutes"`
	Lab      string `json:"lab,omitempty"`
}

func (a *app) listCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "list", Short: "과 목록 보기", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.list(output) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, json")
	return cmd
}

func (a *app) list(output string) error {
	c, err := a.course()
	if err != nil {
		return err
	}
	rows := make([]listed, 0, len(c.Lessons))
	for _, l := range c.Lessons {
		rows = append(rows, listed{l.ID, l.Title, l.Number, l.Question, l.Minutes, l.Lab})
	}
	switch output {
	case "json":
		return writeJSON(a.stdout, map[string]any{"lessons": rows})
	case "text":
		for _, r := range rows {
			fmt.Fprintf(a.stdout, "%2d. %-24s %s\n", r.Number, r.ID, r.Title)
		}
		return nil
	}
	return badOutput(output)
}

func badOutput(output string) error {
	return &failure{exitUsage, fmt.Sprintf("-o에는 %q을(를) 쓸 수 없어요.", output), "text나 json을 쓰세요."}
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
