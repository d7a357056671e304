package reader

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/k8slab/k8slab/lessons"
	"github.com/k8slab/k8slab/lessons/progress"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/reader/list"
)

// contents lists the lessons and how far each is.
func (m *Model) contents() *overlay {
	config := list.Config{
		Title: m.look.T(textContents), Hint: m.look.T(textContentsHint), First: m.lesson.ID,
		Items: func(string) []list.Item {
			items := make([]list.Item, len(m.course.Lessons))
			for i, meta := range m.course.Lessons {
				items[i] = m.contentsItem(meta)
			}
			return items
		},
	}
	return &overlay{
		list: list.New(config, m.look),
		choose: func(id string) Outcome {
			if id == m.lesson.ID {
				return done()
			}
			return m.goTo(id, 0)
		},
	}
}

func (m *Model) contentsItem(meta lessons.Meta) list.Item {
	g := m.look.Glyphs
	item := list.Item{Key: meta.ID, Number: meta.Number, Mark: g.Empty, Text: meta.Title}
	var notes []string
	switch status, _ := m.progress.Status(meta.ID); status {
	case progress.Done:
		item.Mark = g.Full
		notes = append(notes, m.look.T(textDone))
	case progress.Begun:
		item.Mark = g.Half
		notes = append(notes, m.look.T(textReading))
	case progress.NotBegun:
	}
	notes = append(notes, m.look.F(textMinutes, meta.Minutes))
	if m.hasLab(meta.Lab) {
		notes = append(notes, m.look.T(textHasLab))
	}
	item.Aside = strings.Join(notes, " "+g.Dot+" ")
	return item
}

// search finds words all over the course.
func (m *Model) search() *overlay {
	var hits []lessons.Hit
	say := m.look.Say
	config := list.Config{
		Title: say.T(textSearch), Prompt: say.T(textSearchPrompt), Hint: say.T(textSearchHint), Field: true,
		Empty: say.T(textSearchNone),
		Items: func(query string) []list.Item {
			if strings.TrimSpace(query) == "" {
				hits = nil
				return []list.Item{{Text: m.look.T(textSearchEmpty)}}
			}
			hits = m.course.Search(query)
			items := make([]list.Item, len(hits))
			for i, hit := range hits {
				items[i] = m.hitItem(i, hit)
			}
			return items
		},
	}
	return &overlay{
		list: list.New(config, m.look),
		choose: func(key string) Outcome {
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(hits) {
				return done()
			}
			return m.goToHit(hits[i])
		},
	}
}

func (m *Model) hitItem(i int, hit lessons.Hit) list.Item {
	item := list.Item{Key: strconv.Itoa(i), Label: m.look.T(textHitTerm)}
	item.Text, item.From, item.To = excerpt(hit, m.look.Glyphs.Ellipsis)
	if hit.Kind == lessons.HitTerm {
		return item
	}
	if meta, ok := m.meta(hit.Lesson); ok {
		item.Label = m.look.F(textHitLesson, meta.Number)
	}
	return item
}

// excerpt is what surrounds the words that were found, some whole words each way, and where they stand in it.
func excerpt(hit lessons.Hit, ellipsis string) (text string, from, to int) {
	const before, after = 24, 60 // characters
	text, from, to = hit.Text, hit.Start, hit.End
	if from > to || to > len(text) {
		return text, 0, 0
	}
	if end := skipRunes(text[to:], after); end < len(text)-to {
		if blank := strings.LastIndexByte(text[to:to+end], ' '); blank >= 0 {
			text = text[:to+blank] + " " + ellipsis
		}
	}
	if n := utf8.RuneCountInString(text[:from]); n > before {
		start := skipRunes(text[:from], n-before)
		if blank := strings.IndexByte(text[start:from], ' '); blank >= 0 {
			cut := start + blank
			text = ellipsis + text[cut:]
			from, to = from-cut+len(ellipsis), to-cut+len(ellipsis)
		}
	}
	return text, from, to
}

// skipRunes is the length in bytes of the first n characters of s.
func skipRunes(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}

// goToHit goes to what was found. A term is explained where one is.
func (m *Model) goToHit(hit lessons.Hit) Outcome {
	m.stale = true
	if hit.Kind == lessons.HitTerm {
		m.openTerm(hit.Term)
		return done()
	}
	return m.goTo(hit.Lesson, max(hit.Line, 1))
}

// glossary lists the terms; what is typed narrows them down.
func (m *Model) glossary() *overlay {
	say := m.look.Say
	config := list.Config{
		Title: say.T(textGlossary), Prompt: say.T(textSearchPrompt), Hint: say.T(textGlossaryHint), Field: true,
		Empty: say.T(textGlossaryNone),
		Items: m.glossaryItems,
	}
	return &overlay{
		list: list.New(config, m.look),
		choose: func(name string) Outcome {
			m.stale = true
			m.openTerm(name)
			return done()
		},
	}
}

func (m *Model) glossaryItems(query string) (items []list.Item) {
	glossary, err := m.course.Glossary()
	if err != nil {
		return nil
	}
	add := func(term *lessons.Term, from, to int) {
		text := term.Name
		if term.English != "" && term.English != term.Name {
			text += " (" + term.English + ")"
		}
		items = append(items, list.Item{Key: term.Name, Text: text, From: from, To: to, Note: term.Short})
	}
	if strings.TrimSpace(query) == "" {
		for i := range glossary.Terms {
			add(&glossary.Terms[i], 0, 0)
		}
		return items
	}
	for _, hit := range m.course.Search(query) {
		if term := glossary.Find(hit.Term); hit.Kind == lessons.HitTerm && term != nil {
			add(term, hit.Start, hit.End)
		}
	}
	return items
}

// help lists the keys.
func (m *Model) help() *overlay {
	config := list.Config{
		Title: m.look.T(textHelp), Hint: m.look.T(textHelpHint),
		Items: func(string) []list.Item {
			var items []list.Item
			for _, b := range m.bindings {
				names := make([]string, 0, len(b.Keys))
				for _, k := range b.Keys[:min(len(b.Keys), 3)] {
					names = append(names, keys.Shown(k))
				}
				items = append(items, list.Item{Label: strings.Join(names, " "), Text: b.Help})
			}
			mouse := list.Item{Label: m.look.T(textMouse), Text: m.look.T(textMouseUse)}
			shell := list.Item{Label: m.look.T(textShell), Text: m.look.T(textShellUse)}
			return append(items, list.Item{Label: "1-9", Text: m.look.T(textDigits)}, mouse, shell)
		},
	}
	return &overlay{list: list.New(config, m.look), choose: func(string) Outcome { return done() }}
}
