package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/util"
)

// cutter finds the places where a source can be cut so that the parts, parsed one by one, give the blocks of the whole.
//
// A cut is made only before a line that is not indented, follows a blank line and is no list item of a list that may
// still be open: such a line closes every open block of CommonMark except a fence and the five kinds of HTML block that
// end at a marker. Those are followed from line to line. Where a line can be read in two ways, for example a fence that
// is indented less than the list around it, the cutter gives up, and what is left is one part: slower, never wrong.
type cutter struct {
	src   []byte
	least int // bytes between cuts
	cuts  []int

	fence      byte // '`' or '~' inside a fence of the top level, else 0
	fenceLen   int
	htmlEnd    []string // what ends the HTML block, when inside one
	opaque     bool     // inside what may be an HTML block that ends at a blank line
	list       listState
	offset     int // of the text of the current item, when list is listOpen
	afterBlank bool
	skip       bool // an item without text may take in the next block
	lost       bool
}

type listState uint8

const (
	listNone  listState = iota // no list is open
	listOpen                   // one is, and its item's text starts at offset
	listMaybe                  // one may be
)

// cuts returns the offsets of the parts of src, beginning with 0. The parts have least bytes or more.
func cuts(src []byte, least int) []int {
	c := &cutter{src: src, least: least, cuts: []int{0}, afterBlank: true}
	for at := 0; at < len(src) && !c.lost; {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		c.line(at, src[at:end])
		at = end
	}
	return c.cuts
}

// line follows one line.
func (c *cutter) line(at int, line []byte) {
	switch {
	case c.fence != 0:
		c.inFence(line)
		return
	case c.htmlEnd != nil:
		c.inHTML(line)
		return
	case util.IsBlank(line):
		c.afterBlank, c.opaque = true, false
		return
	}
	indent, pos := util.IndentWidth(line, 0)
	rest := line[pos:]
	item, itemOffset := listItem(line, indent, pos)
	if c.afterBlank && indent == 0 && (item == 0 || c.list == listNone) {
		if c.skip && item == 0 {
			c.skip, c.list = false, listMaybe
		} else {
			c.cut(at)
			c.list, c.skip = listNone, false
		}
	}
	c.classify(indent, rest, item, itemOffset)
	c.afterBlank = false
}

func (c *cutter) cut(at int) {
	if at-c.cuts[len(c.cuts)-1] >= c.least {
		c.cuts = append(c.cuts, at)
	}
}

// classify updates the state by a line that is neither blank nor inside a fence or HTML block.
func (c *cutter) classify(indent int, rest []byte, item int, itemOffset int) {
	if c.list == listOpen && indent >= c.offset {
		return // inside the item, and closed together with it
	}
	inList := c.list != listNone
	char, length := fenceOf(rest)
	switch {
	case indent > 3:
		if inList {
			c.list = listMaybe
		}
	case length > 0 && (c.opaque || inList && indent > 0):
		c.lost = true
	case length > 0:
		c.fence, c.fenceLen, c.list = char, length, listNone
	case rest[0] == '<':
		c.html(rest, indent, inList)
	case item == itemText && indent == 0 && !c.opaque && (c.afterBlank || c.list == listOpen):
		c.list, c.offset, c.skip = listOpen, itemOffset, false
	case item != 0:
		c.list, c.skip = listMaybe, c.skip || item == itemEmpty
	case inList:
		c.list = listMaybe
	}
}

// html handles a line that begins with '<'.
func (c *cutter) html(rest []byte, indent int, inList bool) {
	ends := htmlEnds(rest)
	switch {
	case ends == nil:
		c.opaque = true
	case containsAny(rest, ends):
		// It ends where it begins, whoever it belongs to.
	case c.opaque || inList && indent > 0:
		c.lost = true
		return
	default:
		c.htmlEnd, c.list = ends, listNone
		return
	}
	if inList {
		c.list = listMaybe
	}
}

func (c *cutter) inFence(line []byte) {
	indent, pos := util.IndentWidth(line, 0)
	c.afterBlank = false
	if indent > 3 {
		return
	}
	i := pos
	for i < len(line) && line[i] == c.fence {
		i++
	}
	if i-pos >= c.fenceLen && util.IsBlank(line[i:]) {
		c.fence = 0
	}
}

func (c *cutter) inHTML(line []byte) {
	c.afterBlank = false
	if containsAny(line, c.htmlEnd) {
		c.htmlEnd = nil
	}
}

// fenceOf recognises the opening of a fence.
func fenceOf(rest []byte) (char byte, length int) {
	if len(rest) < 3 || rest[0] != '`' && rest[0] != '~' {
		return 0, 0
	}
	n := 0
	for n < len(rest) && rest[n] == rest[0] {
		n++
	}
	if n < 3 || rest[0] == '`' && bytes.IndexByte(rest[n:], '`') >= 0 {
		return 0, 0
	}
	return rest[0], n
}

// htmlEnds returns the markers that end an HTML block that may begin with rest, or nil if a blank line would.
func htmlEnds(rest []byte) []string {
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return []string{"-->"}
	case bytes.HasPrefix(rest, []byte("<?")):
		return []string{"?>"}
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return []string{"]]>"}
	case bytes.HasPrefix(rest, []byte("<!")):
		return []string{">"}
	}
	low := bytes.ToLower(rest[:min(len(rest), 10)])
	for _, tag := range []string{"<script", "<pre", "<style", "<textarea"} {
		if bytes.HasPrefix(low, []byte(tag)) {
			return []string{"</script>", "</pre>", "</style>", "</textarea>"}
		}
	}
	return nil
}

func containsAny(line []byte, marks []string) bool {
	low := bytes.ToLower(line)
	for _, m := range marks {
		if bytes.Contains(low, []byte(m)) {
			return true
		}
	}
	return false
}

// What listItem finds.
const (
	itemText   = iota + 1 // an item with text at the offset it returns
	itemEmpty             // one without text on its line
	itemUnsure            // one that may be a thematic break, or whose text is code
)

// listItem recognises the marker of a list item.
func listItem(line []byte, indent, pos int) (kind, offset int) {
	end := markerEnd(line, pos)
	if indent > 3 || end == pos {
		return 0, 0
	}
	rest := line[end:]
	if util.IsBlank(rest) {
		return itemEmpty, 0
	}
	width, _ := util.IndentWidth(rest, end)
	switch thematic := isRule(line); {
	case width == 0 && !thematic: // "**bold**", say
		return 0, 0
	case width > 4, thematic:
		return itemUnsure, 0
	}
	return itemText, end + width
}

// markerEnd returns where the marker at pos ends, or pos if none stands there.
func markerEnd(line []byte, pos int) int {
	switch line[pos] {
	case '-', '+', '*':
		return pos + 1
	}
	end := pos
	for end < len(line) && line[end] >= '0' && line[end] <= '9' {
		end++
	}
	if end == pos || end == len(line) || line[end] != '.' && line[end] != ')' {
		return pos
	}
	return end + 1
}

// isRule reports a line of nothing but stars or of nothing but dashes.
func isRule(line []byte) bool {
	return len(bytes.Trim(line, " \t\r\n*")) == 0 || len(bytes.Trim(line, " \t\r\n-")) == 0
}
