package labs

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Bounds of a recording that is read: a course may come from anywhere.
const (
	MaxRecording = 2 << 20  // bytes of the file
	maxUnpacked  = 24 << 20 // bytes
	maxEvents    = 20_000
	maxBoxes     = 2 * maxScene // sandboxes seen at once, and images
	maxSeen      = 256          // processes and lines of output of one sandbox
)

// ReadRecording reads a recording. Whatever it holds is data of unknown origin: it is bounded, and no text of it carries
// anything to a terminal but text.
func ReadRecording(r io.Reader) (*Recording, error) {
	packed := &io.LimitedReader{R: r, N: MaxRecording + 1}
	zr, err := gzip.NewReader(bufio.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read recording: %w", err)
	}
	unpacked := &io.LimitedReader{R: zr, N: maxUnpacked + 1}
	rec, err := decodeRecording(json.NewDecoder(unpacked))
	switch {
	case packed.N <= 0 || unpacked.N <= 0:
		return nil, errors.New("read recording: too large")
	case err != nil:
		return nil, fmt.Errorf("read recording: %w", err)
	}
	return rec, nil
}

func decodeRecording(dec *json.Decoder) (*Recording, error) {
	rec := &Recording{}
	if err := dec.Decode(&rec.Header); err != nil {
		return nil, err
	}
	if rec.Version != recordingVersion {
		return nil, fmt.Errorf("version %d is not known", rec.Version)
	}
	harmless(reflect.ValueOf(&rec.Header))
	for len(rec.Events) < maxEvents {
		var e Event
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return rec, nil
		}
		if err == nil {
			err = e.bounded()
		}
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", len(rec.Events)+1, err)
		}
		harmless(reflect.ValueOf(&e))
		rec.Events = append(rec.Events, e)
	}
	return nil, errors.New("too many events")
}

// bounded refuses an event that holds more than a lab can bring about.
func (e *Event) bounded() error {
	o := e.Observed
	if o == nil {
		return nil
	}
	if len(o.Sandboxes) > maxBoxes || len(o.Images) > maxBoxes || len(o.Hosts) > maxBoxes {
		return fmt.Errorf("%d sandboxes and %d images", len(o.Sandboxes), len(o.Images))
	}
	for i := range o.Sandboxes {
		if v := &o.Sandboxes[i]; len(v.Processes) > maxSeen || len(v.Output) > maxSeen {
			return fmt.Errorf("%d processes and %d lines", len(v.Processes), len(v.Output))
		}
	}
	return nil
}

// harmless takes control characters out of every text below a pointer: those that steer a terminal among them. A time is
// left alone, having no text.
func harmless(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			harmless(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				harmless(field)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			harmless(v.Index(i))
		}
	case reflect.Map:
		harmlessMap(v)
	case reflect.String:
		v.SetString(plain(v.String()))
	default: // Numbers.
	}
}

func harmlessMap(v reflect.Value) {
	for _, key := range v.MapKeys() {
		value := reflect.New(v.Type().Elem()).Elem()
		value.Set(v.MapIndex(key))
		harmless(value)
		if key.Kind() == reflect.String && plain(key.String()) != key.String() {
			v.SetMapIndex(key, reflect.Value{})
			continue
		}
		v.SetMapIndex(key, value)
	}
}

// plain is a text without control characters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || (r >= 0x7f && r < 0xa0) {
			return -1
		}
		return r
	}, s)
}
