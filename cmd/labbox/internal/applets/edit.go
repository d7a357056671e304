//go:build linux

package applets

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// editor is a small full-screen editor of one file. A position is a line and a rune in it; what it is in cells is
// worked out when drawing, since Hangul takes two.
type editor struct {
	path    string
	lines   [][]rune
	row     int // cursor
	col     int
	wish    int // the cell that moving up and down aims at
	top     int // first line on the screen
	left    int // first cell on the screen
	cut     []rune
	hasCut  bool
	dirty   bool
	message string
	keys    keyReader
	rows    int
	cols    int
}

const editHelp = "^S 저장  ^Q 끝내기  ^F 찾기  ^K 줄 잘라내기  ^U 붙여넣기"

func edit(c *call) int {
	o, err := parse("n R", c.args)
	if err != nil {
		return c.misuse(err)
	}
	if len(o.rest) != 1 {
		return c.misuse(errors.New("expects one file"))
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stdout.Fd())) {
		return c.fail("standard input and output must be a terminal")
	}
	e := &editor{path: o.rest[0], message: editHelp}
	if err := e.load(); err != nil {
		return c.failPath(e.path, err)
	}
	old, err := term.MakeRaw(int(os.Stdin.Fd()))
	if err != nil {
		return c.fail("%s", reason(err))
	}
	defer term.Restore(int(os.Stdin.Fd()), old) //nolint:errcheck // nothing else can be done
	fmt.Fprint(os.Stdout, "\x1b[?1049h")
	defer fmt.Fprint(os.Stdout, "\x1b[?1049l")
	for {
		e.draw()
		if !e.handle(e.keys.next(e.resized)) {
			return 0
		}
	}
}

// load reads the file; one that does not exist is empty.
func (e *editor) load() error {
	const most = 4 << 20
	info, err := os.Stat(e.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.lines, e.message = [][]rune{nil}, "새 파일  "+editHelp
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("Is a directory") //nolint:staticcheck // as the kernel says it
	case info.Size() > most:
		return errors.New("too large for this editor")
	}
	data, err := os.ReadFile(e.path)
	if err != nil {
		return err
	}
	if !utf8.Valid(data) {
		return errors.New("not a text in UTF-8")
	}
	text := strings.TrimSuffix(string(data), "\n")
	for line := range strings.SplitSeq(text, "\n") {
		e.lines = append(e.lines, []rune(line))
	}
	return nil
}

func (e *editor) save() {
	var b bytes.Buffer
	for i, l := range e.lines {
		if i < len(e.lines)-1 || len(l) > 0 {
			b.WriteString(string(l))
			b.WriteByte('\n')
		}
	}
	if err := os.WriteFile(e.path, b.Bytes(), 0o666); err != nil {
		e.message = "저장하지 못했어요: " + reason(err)
		return
	}
	e.dirty = false
	e.message = fmt.Sprintf("저장했어요: %d줄", bytes.Count(b.Bytes(), []byte("\n")))
}

// handle obeys a key and reports false when the editor is to end.
func (e *editor) handle(k key) bool {
	if k.name == "" && k.r == 0 {
		return true
	}
	e.message = editHelp
	switch k.name {
	case "up", "down", "pgup", "pgdown":
		e.vertical(map[string]int{"up": -1, "down": 1, "pgup": 2 - e.rows, "pgdown": e.rows - 2}[k.name])
		return true
	case "quit":
		return !e.mayQuit()
	case "save":
		e.save()
	case "find":
		e.find()
	default:
		e.change(k)
	}
	e.wish = e.cell(e.row, e.col)
	return true
}

// change moves sideways or changes the text.
func (e *editor) change(k key) {
	line := e.lines[e.row]
	switch k.name {
	case "left":
		e.back()
	case "right":
		if e.col < len(line) {
			e.col = clusterEnd(line, e.col)
		} else if e.row < len(e.lines)-1 {
			e.row, e.col = e.row+1, 0
		}
	case "home":
		e.col = 0
	case "end":
		e.col = len(line)
	case "enter":
		rest := slices.Clone(line[e.col:])
		e.lines[e.row] = line[:e.col:e.col]
		e.lines = slices.Insert(e.lines, e.row+1, rest)
		e.row, e.col, e.dirty = e.row+1, 0, true
	case "backspace":
		if e.row > 0 || e.col > 0 {
			e.back()
			e.remove()
		}
	case "delete":
		e.remove()
	case "cut":
		e.cut, e.hasCut, e.dirty = line, true, true
		// After the last line there is an empty one, which is not saved: that is where it can be put back.
		if e.lines = slices.Delete(e.lines, e.row, e.row+1); e.row == len(e.lines) {
			e.lines = append(e.lines, nil)
		}
		e.col = 0
	case "paste":
		if e.hasCut {
			e.lines = slices.Insert(e.lines, e.row, slices.Clone(e.cut))
			e.row, e.col, e.dirty = e.row+1, 0, true
		}
	case "":
		e.lines[e.row] = slices.Insert(slices.Clone(line), e.col, k.r)
		e.col, e.dirty = e.col+1, true
	}
}

// clusterEnd is where the letter at i ends: marks without a width of their own belong to it.
func clusterEnd(line []rune, i int) int {
	for i++; i < len(line) && line[i] != '\t' && runeWidth(line[i]) == 0; i++ {
	}
	return i
}

func (e *editor) back() {
	if e.col == 0 {
		if e.row > 0 {
			e.row--
			e.col = len(e.lines[e.row])
		}
		return
	}
	line := e.lines[e.row]
	for e.col--; e.col > 0 && line[e.col] != '\t' && runeWidth(line[e.col]) == 0; e.col-- {
	}
}

// remove takes away the letter at the cursor, or joins the next line.
func (e *editor) remove() {
	line := e.lines[e.row]
	switch {
	case e.col < len(line):
		e.lines[e.row] = slices.Delete(slices.Clone(line), e.col, clusterEnd(line, e.col))
	case e.row < len(e.lines)-1:
		e.lines[e.row] = append(slices.Clone(line), e.lines[e.row+1]...)
		e.lines = slices.Delete(e.lines, e.row+1, e.row+2)
	default:
		return
	}
	e.dirty = true
}

// vertical moves n lines and stays as near to the wished cell as the line allows.
func (e *editor) vertical(n int) {
	e.row = max(0, min(e.row+n, len(e.lines)-1))
	e.col = 0
	for e.col < len(e.lines[e.row]) && e.cell(e.row, clusterEnd(e.lines[e.row], e.col)) <= e.wish {
		e.col = clusterEnd(e.lines[e.row], e.col)
	}
}

// cell is the cell at which a rune of a line begins. A tab goes to the next multiple of eight.
func (e *editor) cell(row, col int) int {
	x := 0
	for _, r := range e.lines[row][:col] {
		x = advance(x, r)
	}
	return x
}

func advance(x int, r rune) int {
	const tab = 8
	switch {
	case r == '\t':
		return x - x%tab + tab
	case r < ' ' || r == 0x7f:
		return x + 2 // shown as ^A
	}
	return x + runeWidth(r)
}

func (e *editor) mayQuit() bool {
	if !e.dirty {
		return true
	}
	switch answer, ok := e.ask("저장하지 않은 내용이 있어요. 저장할까요? (y/n) ", true); {
	case !ok:
		return false
	case strings.ContainsAny(answer, "yY\u315b"): // the key y in a Hangul layout
		e.save()
		return !e.dirty
	case strings.ContainsAny(answer, "nN\u315c"):
		return true
	}
	return false
}

// find goes to the next place of a text, from the top again after the last.
func (e *editor) find() {
	text, ok := e.ask("찾을 글자: ", false)
	if !ok || text == "" {
		return
	}
	for i := range len(e.lines) + 1 {
		row := (e.row + i) % len(e.lines)
		from := 0
		if i == 0 {
			from = min(e.col+1, len(e.lines[row]))
		}
		rest := string(e.lines[row][from:])
		if before, _, ok := strings.Cut(rest, text); ok {
			e.row, e.col = row, from+utf8.RuneCountInString(before)
			return
		}
	}
	e.message = "찾지 못했어요: " + text
}

// ask reads an answer in the last line: one key, or a line. Escape gives it up.
func (e *editor) ask(question string, oneKey bool) (string, bool) {
	var text []rune
	for {
		e.message = question + string(text)
		e.draw()
		fmt.Fprintf(os.Stdout, "\x1b[%d;%dH", e.rows, textWidth(e.message)+1)
		switch k := e.keys.next(e.resized); {
		case k.name == "escape", k.name == "quit":
			return "", false
		case k.name == "enter":
			return string(text), true
		case k.name == "backspace" && len(text) > 0:
			text = text[:len(text)-1]
		case k.name == "" && k.r != 0:
			if text = append(text, k.r); oneKey {
				return string(text), true
			}
		}
	}
}

func (e *editor) resized() bool {
	cols, rows, _ := screen()
	return cols != e.cols || rows != e.rows
}

// draw paints the whole screen.
func (e *editor) draw() {
	e.cols, e.rows, _ = screen()
	height := max(e.rows-2, 1)
	e.top = max(min(e.top, e.row), e.row-height+1)
	x := e.cell(e.row, e.col)
	e.left = max(min(e.left, x), x-e.cols+3)
	if x < e.cols-2 {
		e.left = 0
	}
	var b bytes.Buffer
	b.WriteString("\x1b[?25l\x1b[H")
	for i := range height {
		if row := e.top + i; row < len(e.lines) {
			b.WriteString(e.visible(e.lines[row]))
		} else {
			b.WriteString("\x1b[2m~\x1b[0m")
		}
		b.WriteString("\x1b[K\r\n")
	}
	mark := ""
	if e.dirty {
		mark = " *"
	}
	status := fmt.Sprintf(" %s%s   %d/%d줄", e.path, mark, e.row+1, len(e.lines))
	b.WriteString("\x1b[7m" + pad(clip(status, e.cols), e.cols) + "\x1b[0m\r\n" + clip(e.message, e.cols-1) + "\x1b[K")
	fmt.Fprintf(&b, "\x1b[%d;%dH\x1b[?25h", e.row-e.top+1, x-e.left+1)
	os.Stdout.Write(b.Bytes()) //nolint:errcheck // a lost terminal shows when reading
}

// visible is the part of a line that is on the screen. A wide letter that the edge cuts is shown as a blank.
func (e *editor) visible(line []rune) string {
	var b strings.Builder
	x := 0
	for _, r := range line {
		next := advance(x, r)
		switch {
		case next <= e.left || x >= e.left+e.cols:
		case x < e.left || next > e.left+e.cols || r == '\t':
			b.WriteString(strings.Repeat(" ", min(next, e.left+e.cols)-max(x, e.left)))
		case r < ' ' || r == 0x7f:
			b.WriteString("^" + string(r^0x40))
		default:
			b.WriteRune(r)
		}
		x = next
	}
	return b.String()
}
