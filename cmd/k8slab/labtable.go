package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
)

// tableCell is one place for a measurement in `lab table -o json`. What has not been measured has no value.
type tableCell struct {
	Lesson string `json:"lesson"`
	Table  string `json:"table"`
	Row    string `json:"row"`
	Column string `json:"column"`
	Claim  string `json:"claim"`
	Key    string `json:"key"`
	Label  string `json:"label"`
	Unit   string `json:"unit"`
	// Measurable is false where the course has no lab yet that measures it.
	Measurable bool           `json:"measurable"`
	Measured   *tableMeasured `json:"measured"`
	mine       progress.Measurement
}

// tableMeasured is what was measured, and where it comes from.
type tableMeasured struct {
	Value     string `json:"value"`
	Lab       string `json:"lab"`
	Engine    string `json:"engine"`
	At        string `json:"at"` // RFC 3339, with seconds; empty if nobody knows
	Samples   int    `json:"samples"`
	Disturbed bool   `json:"disturbed"`
}

func (a *app) tableCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "table [LESSON]", Short: "내 실습에서 잰 값을 표로 보고 내보내기", Args: cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeLessons,
		RunE:              func(_ *cobra.Command, args []string) error { return a.labTable(args, output) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "출력 형식: text, md, csv, json")
	return cmd
}

// measuredTable is a table of a lesson with places for measurements.
type measuredTable struct {
	lesson string
	facts  *lessons.Facts
	cells  map[[2]int]*tableCell // by row and column
	order  []*tableCell
}

func (a *app) labTable(ids []string, output string) error {
	write, ok := map[string]func(io.Writer, []measuredTable) error{
		"text": a.tableText, "md": tableMarkdown, "csv": tableCSV, "json": tableJSON,
	}[output]
	if !ok {
		return &failure{
			exitUsage, fmt.Sprintf("-o에는 %q을(를) 쓸 수 없어요.", output), "text, md, csv, json 가운데 하나를 쓰세요.",
		}
	}
	course, err := a.course()
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		for _, l := range course.Lessons {
			ids = append(ids, l.ID)
		}
	}
	store := a.store(course)
	var tables []measuredTable
	for _, id := range ids {
		lesson, err := course.Lesson(id)
		if err != nil {
			return &failure{exitUsage, fmt.Sprintf("%q라는 과는 없어요.", id), "k8slab list로 과를 볼 수 있어요."}
		}
		for _, b := range lesson.Blocks {
			if facts, ok := b.(*lessons.Facts); ok {
				tables = append(tables, measuredIn(id, facts, course.Labs(), store))
			}
		}
	}
	tables = slices.DeleteFunc(tables, func(t measuredTable) bool { return len(t.order) == 0 })
	return writeFailure("표준 출력", write(a.stdout, tables))
}

func measuredIn(lesson string, facts *lessons.Facts, labs []string, store *progress.Store) measuredTable {
	t := measuredTable{lesson: lesson, facts: facts, cells: map[[2]int]*tableCell{}}
	for i, row := range facts.Rows {
		for j, c := range row.Cells {
			if c.Measure == nil {
				continue
			}
			owner, _, _ := strings.Cut(c.Measure.Key, ".")
			cell := &tableCell{
				Lesson: lesson, Table: facts.ID, Row: row.Name, Column: facts.Columns[j], Claim: c.Text, Key: c.Measure.Key,
				Label: c.Measure.Label, Unit: c.Measure.Unit, Measurable: slices.Contains(labs, owner),
			}
			if m, ok := store.Measurement(c.Measure.Key); ok {
				cell.mine = m
				cell.Measured = &tableMeasured{
					Value: m.Value, Lab: m.Lab, Engine: m.Engine, Samples: m.Samples, Disturbed: m.Disturbed,
				}
				if at := m.At(); !at.IsZero() {
					cell.Measured.At = at.Format(time.RFC3339)
				}
			}
			t.cells[[2]int{i, j}] = cell
			t.order = append(t.order, cell)
		}
	}
	return t
}

// text is what a cell says of its measurement.
func (c *tableCell) text() string {
	switch {
	case c.Measured == nil && !c.Measurable:
		return "재는 실습이 아직 없어요"
	case c.Measured == nil:
		return "아직 재지 않았어요"
	}
	return c.mine.Text(c.Unit)
}

// source tells where a cell's measurement comes from, in brackets after a blank; empty if there is none.
func (c *tableCell) source() string {
	if c.Measured == nil || c.mine.Source() == "" {
		return ""
	}
	return " (" + c.mine.Source() + ")"
}

func (a *app) tableText(w io.Writer, tables []measuredTable) error {
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, t.facts.Title)
		row := ""
		for _, c := range t.order {
			if c.Row != row {
				row = c.Row
				fmt.Fprintln(w, "\n"+row)
			}
			if _, err := fmt.Fprintf(w, "  %s: %s %s%s\n", c.Column, c.Label, a.say.T(c.text()), c.source()); err != nil {
				return err
			}
		}
	}
	return nil
}

func tableMarkdown(w io.Writer, tables []measuredTable) error {
	escape := strings.NewReplacer("|", `\|`, "\n", " ").Replace
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "# %s\n\n| |", t.facts.Title)
		for _, column := range t.facts.Columns {
			fmt.Fprintf(w, " %s |", escape(column))
		}
		fmt.Fprintf(w, "\n|%s\n", strings.Repeat("---|", len(t.facts.Columns)+1))
		for i, row := range t.facts.Rows {
			fmt.Fprintf(w, "| %s |", escape(row.Name))
			for j, fact := range row.Cells {
				text := escape(fact.Text)
				if c := t.cells[[2]int{i, j}]; c != nil {
					text += "<br>" + escape(c.Label+": **"+c.text()+"**"+c.source())
				}
				fmt.Fprintf(w, " %s |", text)
			}
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
	}
	return nil
}

func tableCSV(w io.Writer, tables []measuredTable) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"lesson", "table", "row", "column", "claim", "key", "label", "value", "unit", "lab", "engine", "at", "samples",
		"disturbed",
	}}
	for _, t := range tables {
		for _, c := range t.order {
			m, samples, disturbed := tableMeasured{}, "", ""
			if c.Measured != nil {
				m, samples, disturbed = *c.Measured, strconv.Itoa(c.Measured.Samples), strconv.FormatBool(c.Measured.Disturbed)
			}
			rows = append(rows, []string{
				c.Lesson, c.Table, c.Row, c.Column, c.Claim, c.Key, c.Label, m.Value, c.Unit, m.Lab, m.Engine, m.At, samples,
				disturbed,
			})
		}
	}
	return out.WriteAll(rows)
}

func tableJSON(w io.Writer, tables []measuredTable) error {
	cells := []*tableCell{}
	for _, t := range tables {
		cells = append(cells, t.order...)
	}
	return writeJSON(w, map[string]any{"version": labDocument, "cells": cells})
}
