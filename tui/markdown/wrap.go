package markdown

import (
	"bytes"
	"strings"
)

// cell is one grapheme cluster of a flat.
type cell struct {
	start int
	width int
	odd   bool
}

// wrap breaks a flat into rows of at most width cells; 0 is unlimited. It always returns a row.
func (r *renderer) wrap(f *flat, width int) []row {
	var rows []row
	rest := 0
	for {
		end := bytes.IndexByte(f.text[rest:], '\n')
		if end < 0 {
			return append(rows, r.wrapLine(f, rest, len(f.text), width)...)
		}
		rows = append(rows, r.wrapLine(f, rest, rest+end, width)...)
		rest += end + 1
	}
}

// breaker fills rows with the words of one stretch of text without hard breaks.
type breaker struct {
	f     *flat
	cells []cell // with one more at the end, which gives the end of the text
	width int
	rows  []row
	from  int // the first cell of the row being filled
	to    int // the cell after the last one placed on it
	used  int // its width so far
}

func (r *renderer) wrapLine(f *flat, from, to, width int) []row {
	b := &breaker{f: f, width: width, cells: r.segment(f, from, to)}
	if width <= 0 {
		b.width = int(^uint(0) >> 1)
	}
	n := len(b.cells) - 1
	i := b.skip(0)
	b.from, b.to = i, i
	for i < n {
		end := b.unit(i)
		b.place(i, end)
		i = b.skip(end)
	}
	b.flush()
	r.cells = b.cells[:0]
	return b.rows
}

// segment splits text into clusters, whatever runs they lie in.
func (r *renderer) segment(f *flat, from, to int) []cell {
	out := r.cells[:0]
	for at := from; at < to; {
		n, w, odd := cluster(f.text[at:to])
		out = append(out, cell{start: at, width: w, odd: odd})
		at += n
	}
	return append(out, cell{start: to})
}

// isSpace reports a blank to break at; one that carries a mark is a character.
func (b *breaker) isSpace(i int) bool {
	return b.f.text[b.cells[i].start] == ' ' && b.cells[i+1].start == b.cells[i].start+1
}

// skip returns the first cell at or after i that is no blank.
func (b *breaker) skip(i int) int {
	for i < len(b.cells)-1 && b.isSpace(i) {
		i++
	}
	return i
}

// word returns the end of the word that begins at i.
func (b *breaker) word(i int) int {
	for i < len(b.cells)-1 && !b.isSpace(i) {
		i++
	}
	return i
}

// unit returns the end of what must stay on one line from i on: a word, and closing punctuation that the author has set
// off with blanks.
func (b *breaker) unit(i int) int {
	end := b.word(i)
	for {
		next := b.skip(end)
		if next == len(b.cells)-1 || !b.glued(next) {
			return end
		}
		after := b.word(next)
		if b.measure(i, after) > b.width {
			return end
		}
		end = after
	}
}

// glued reports whether the word at i may not begin a line.
func (b *breaker) glued(i int) bool {
	c := b.text(i)
	if strings.Contains(closers, c) {
		return true
	}
	for end := b.word(i); i < end; i++ {
		if c := b.text(i); !strings.Contains(closers, c) && !strings.Contains(stops, c) {
			return false
		}
	}
	return true
}

// closers never begin a line. stops do not either, unless a word begins with them, such as .gitignore or %s.
const (
	closers = ")]}〉》」』】〕〗〙〛）］｝｠»、。，．’”"
	stops   = ".,!?:;%…‥·‧！？：；％ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々"
	openers = "([{〈《「『【〔〖〘〚（［｛｟«‘“"
)

func (b *breaker) text(i int) string {
	return string(b.f.text[b.cells[i].start:b.cells[i+1].start])
}

func (b *breaker) measure(from, to int) int {
	w := 0
	for _, c := range b.cells[from:to] {
		w += c.width
	}
	return w
}

// place puts the cells from i to end on the row, or on the next, or cuts them where they exceed a whole row.
func (b *breaker) place(i, end int) {
	gap, w := 0, b.measure(i, end)
	if b.to > b.from {
		gap = b.measure(b.to, i)
	}
	if w > b.width-b.used-gap && b.used > 0 && (w <= b.width || b.width-b.used-gap < b.width/2) {
		b.flush()
		b.from, b.to, gap = i, i, 0
	}
	if b.to == b.from {
		b.from = i
	}
	for w > b.width-b.used-gap {
		room := b.width - b.used - gap
		if b.used > 0 && room < b.cells[i].width {
			b.flush()
			b.from, b.to, gap = i, i, 0
			continue
		}
		cut := b.cut(i, end, room)
		b.to = cut
		b.flush()
		b.from, b.to = cut, cut
		i, gap, w = cut, 0, b.measure(cut, end)
	}
	b.used += gap + w
	b.to = end
}

// cut returns where to break a word that is wider than its row: after at least one cell and at most room cells, after a
// character at which addresses and paths fall apart if possible, and not before closing or after opening punctuation.
func (b *breaker) cut(i, end, room int) int {
	most, w := i, 0
	for most < end && w+b.cells[most].width <= room {
		w += b.cells[most].width
		most++
	}
	if most == i {
		return i + 1
	}
	for at := most; at > i && most-at < room/3; at-- {
		if strings.Contains("/-_.?&=,:", b.text(at-1)) && b.mayBreak(at, end) {
			return at
		}
	}
	for at := most; at > i; at-- {
		if b.mayBreak(at, end) {
			return at
		}
	}
	return most
}

func (b *breaker) mayBreak(at, end int) bool {
	if at < end {
		if c := b.text(at); strings.Contains(closers, c) || strings.Contains(stops, c) {
			return false
		}
	}
	return !strings.Contains(openers, b.text(at-1))
}

// flush ends the row being filled.
func (b *breaker) flush() {
	b.rows = append(b.rows, b.row(b.from, b.to))
	b.used = 0
	b.from = b.to
}

// row makes pieces of the cells from i to end, one for each run they lie in.
func (b *breaker) row(i, end int) row {
	out := row{src: -1}
	at := runAt(b.f.runs, b.cells[i].start)
	for i < end {
		stop := len(b.f.text)
		if at+1 < len(b.f.runs) {
			stop = b.f.runs[at+1].start
		}
		ru, start, w := b.f.runs[at], b.cells[i].start, 0
		for i < end && b.cells[i].start < stop {
			w += b.cells[i].width
			out.odd = out.odd || b.cells[i].odd
			i++
		}
		at++
		text := string(b.f.text[start:b.cells[i].start])
		if text == "" {
			continue
		}
		if out.src < 0 && ru.src >= 0 {
			out.src = ru.src + start - ru.start
		}
		out.pieces = append(out.pieces, piece{text: text, width: w, pen: ru.pen, link: ru.link})
	}
	return out
}

// runAt finds the run that holds offset at.
func runAt(runs []run, at int) int {
	lo, hi := 0, len(runs)
	for lo+1 < hi {
		mid := (lo + hi) / 2
		if runs[mid].start <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
