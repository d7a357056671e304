package theme

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"charm.land/glamour/v2/ansi"
)

// Error says why a theme cannot be loaded, in words for the user: Where is file:line:column, or the name that was
// asked for; What and Do are one Korean sentence each.
type Error struct {
	Where string
	What  string
	Do    string
	Err   error // the cause, for logs; may be nil
}

// Error puts the place before the sentence, as compilers do.
func (e *Error) Error() string { return e.Where + ": " + e.What + " " + e.Do }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

const checkFile = "그 줄을 고치거나 ‘--style dark’처럼 이름으로 고르세요."

// readFile reads a style sheet. Like Glamour it ignores keys it does not know, so that sheets written for other
// versions work.
func readFile(path string) (ansi.StyleConfig, error) {
	var sheet ansi.StyleConfig
	data, err := os.ReadFile(path)
	if err != nil {
		return sheet, &Error{
			Where: path, What: unreadable(err), Do: "경로와 권한을 확인하세요.", Err: err,
		}
	}
	if err := json.Unmarshal(data, &sheet); err != nil {
		return sheet, badSheet(path, data, err)
	}
	if err := checkColors(path, data); err != nil {
		return sheet, err
	}
	return sheet, nil
}

func unreadable(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "스타일 파일이 없어요."
	case errors.Is(err, fs.ErrPermission):
		return "스타일 파일을 읽을 권한이 없어요."
	}
	return "스타일 파일을 읽을 수 없어요."
}

func badSheet(path string, data []byte, err error) error {
	var (
		syntax *json.SyntaxError
		typed  *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &syntax):
		what := "JSON 문법이 맞지 않아요."
		if int(syntax.Offset) >= len(data) {
			what = "JSON이 끝나기 전에 파일이 끝났어요."
		}
		return &Error{Where: place(path, data, syntax.Offset-1), What: what, Do: checkFile, Err: err}
	case errors.As(err, &typed):
		what := fmt.Sprintf("‘%s’에는 %s이(가) 아니라 %s이(가) 와야 해요.",
			sheetPath(typed.Field), koreanJSON(typed.Value), koreanGo(typed.Type.String()))
		return &Error{Where: place(path, data, typed.Offset-1), What: what, Do: checkFile, Err: err}
	}
	return &Error{Where: path, What: "스타일 파일을 이해할 수 없어요.", Do: checkFile, Err: err}
}

// sheetPath drops the names of embedded Go structs, which the file does not have.
func sheetPath(field string) string {
	return strings.NewReplacer("StylePrimitive.", "", "StyleBlock.", "").Replace(field)
}

// place gives path:line:column of a byte offset; lines and columns count from 1, columns in bytes.
func place(path string, data []byte, offset int64) string {
	head := data[:min(max(int(offset), 0), len(data))]
	line := bytes.Count(head, []byte("\n")) + 1
	column := len(head) - (bytes.LastIndexByte(head, '\n') + 1) + 1
	return fmt.Sprintf("%s:%d:%d", path, line, column)
}

func koreanJSON(value string) string {
	switch value {
	case "string":
		return "문자열"
	case "bool":
		return "참/거짓"
	case "object":
		return "객체"
	case "array":
		return "배열"
	}
	return "수"
}

func koreanGo(typ string) string {
	switch typ {
	case "string":
		return "문자열"
	case "bool":
		return "참/거짓(true, false)"
	case "uint":
		return "0 이상의 정수"
	}
	return "객체"
}
