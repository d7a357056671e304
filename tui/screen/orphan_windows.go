package screen

import (
	"encoding/json"
	"errors"
	"os"
)

// Orphan is not needed on Windows, where a console's modes end with the program that set them.
func Orphan(*os.File, bool) (json.RawMessage, error) { return nil, errors.ErrUnsupported }

// RestoreOrphan has nothing to do on Windows.
func RestoreOrphan(*os.File, json.RawMessage) error { return nil }
