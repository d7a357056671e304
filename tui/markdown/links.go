package markdown

import (
	"hash/fnv"
	"net/url"
	"strconv"
	"strings"
	"text/template"

	"charm.land/glamour/v2/ansi"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// target is what a link, term or footnote leads to.
type target struct {
	kind   Kind
	target string
	url    string // for OSC 8: printable ASCII, or "" where a terminal could not open it
	id     string
}

// newLink remembers a target and returns its number for piece.link.
func (r *renderer) newLink(kind Kind, to string) int {
	t := target{kind: kind, target: to}
	if kind == Link && r.opt.Hyperlinks {
		if t.url = hyperlink(to); t.url != "" {
			h := fnv.New32a()
			_, _ = h.Write([]byte(strconv.Itoa(len(r.links)) + to))
			t.id = strconv.FormatUint(uint64(h.Sum32()), 36)
		}
	}
	r.links = append(r.links, t)
	return len(r.links)
}

// hyperlink turns an address into one that may stand in an escape sequence: absolute, of a scheme that opens something
// harmless, and escaped to printable ASCII.
func hyperlink(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "ftp", "gemini":
	default:
		return ""
	}
	escaped := util.URLEscape([]byte(address), false)
	for _, b := range escaped {
		if b <= ' ' || b >= 0x7f {
			return ""
		}
	}
	return string(escaped)
}

func (r *renderer) link(f *flat, n *ast.Link, p pen) {
	address := string(unescape(n.Destination))
	link := r.newLink(Link, address)
	start := len(f.text)
	r.styled(f, n, p, r.sheet.LinkText, link)
	if !r.showsAddress(address) || string(f.text[start:]) == address {
		return
	}
	r.address(f, address, p, link)
}

// showsAddress reports whether an address must be read because nothing carries it to the terminal. A place in the same
// document needs no address.
func (r *renderer) showsAddress(address string) bool {
	return (!r.opt.Hyperlinks || r.opt.Plain) && address != "" && address[0] != '#'
}

// address adds " <address>" in the style of addresses.
func (r *renderer) address(f *flat, address string, p pen, link int) {
	r.add(f, []byte(" <"), -1, p, 0)
	r.styledText(f, address, -1, p, r.sheet.Link, link)
	r.add(f, []byte(">"), -1, p, 0)
}

// styledText adds text between the prefixes and suffixes of a style.
func (r *renderer) styledText(f *flat, text string, src int, p pen, s ansi.StylePrimitive, link int) {
	in := p.with(s)
	r.deco(f, s.BlockPrefix, p, link)
	r.deco(f, s.Prefix, in, link)
	r.add(f, []byte(r.format(s.Format, text)), src, in, link)
	r.deco(f, s.Suffix, in, link)
	r.deco(f, s.BlockSuffix, p, link)
}

func (r *renderer) autoLink(f *flat, n *ast.AutoLink, p pen) {
	address := string(n.URL(r.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	r.styledText(f, string(n.Label(r.src)), n.Pos(), p, r.sheet.Link, r.newLink(Link, address))
}

// image draws the alternative text, which may hold markup, in the sheet's format, and the address after it.
func (r *renderer) image(f *flat, n *ast.Image, p pen, link int) {
	address := string(unescape(n.Destination))
	if link == 0 {
		link = r.newLink(Link, address)
	}
	alt := r.flatten(n, p)
	text := strings.ReplaceAll(string(alt.text), "\n", " ")
	r.styledText(f, text, n.Pos(), p, r.sheet.ImageText, link)
	if address != "" {
		r.add(f, []byte{' '}, -1, p, 0)
		r.styledText(f, address, -1, p, r.sheet.Image, link)
	}
}

// format fills in a sheet's template. Nearly all of them are "… {{.text}} …", which needs no template engine.
func (r *renderer) format(format, text string) string {
	if format == "" {
		return text
	}
	before, after, ok := strings.Cut(format, "{{.text}}")
	if ok && !strings.Contains(before, "{{") && !strings.Contains(after, "{{") {
		return r.opt.Glyphs.Fold(before) + text + r.opt.Glyphs.Fold(after)
	}
	t, err := template.New("").Funcs(ansi.TemplateFuncMap).Parse(format)
	if err != nil {
		return text
	}
	var b strings.Builder
	if err := t.Execute(&b, map[string]any{"text": text}); err != nil {
		return text
	}
	if !strings.Contains(b.String(), text) {
		return text + " " + b.String() // a sheet may decorate, never withhold
	}
	return b.String()
}
