package theme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
)

// checkColors walks the tokens of a sheet that is known to be JSON and reports the first colour that no terminal would
// show. Glamour drops such a colour silently, which leaves its user to wonder.
func checkColors(path string, data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	key, wantKey := "", []bool{}
	for {
		tok, err := dec.Token()
		if err != nil {
			return nil //nolint:nilerr // the end of the file; its syntax has been checked before
		}
		top := len(wantKey) - 1
		switch v := tok.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				wantKey = append(wantKey, v == '{')
				continue
			}
			wantKey = wantKey[:top]
			if top > 0 && key != "" {
				wantKey[top-1] = true
			}
		case string:
			if top >= 0 && wantKey[top] {
				key, wantKey[top] = v, false
				continue
			}
			if (key == "color" || key == "background_color") && !ValidColor(v) {
				return &Error{
					Where: place(path, data, dec.InputOffset()-int64(len(v))-1),
					What:  fmt.Sprintf("‘%s’은(는) 색이 아니에요.", v),
					Do:    "0–255 사이의 번호나 #RRGGBB로 쓰세요.",
				}
			}
			wantKey[top] = true
		default:
			if top >= 0 {
				wantKey[top] = true
			}
		}
	}
}

// ValidColor reports whether s is what style sheets may name: an ANSI number from 0 to 255, #RGB or #RRGGBB.
func ValidColor(s string) bool {
	if hex, ok := strings.CutPrefix(s, "#"); ok {
		if len(hex) != 3 && len(hex) != 6 {
			return false
		}
		_, err := strconv.ParseUint(hex, 16, 32)
		return err == nil
	}
	n, err := strconv.Atoi(s)
	return err == nil && n >= 0 && n < 256
}

// first returns the first of the sheet's colours that is set.
func first(candidates ...*string) color.Color {
	for _, c := range candidates {
		if c != nil && ValidColor(*c) {
			return lipgloss.Color(*c)
		}
	}
	return lipgloss.NoColor{}
}
