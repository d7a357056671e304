package progress

import (
	"bytes"
	"encoding/json"
)

// place is where a state is kept.
type place interface {
	// read gives what is there; nil only if nothing could be read.
	read() (*State, error)
	// update merges a state with what is there, keeps the result and gives it.
	update(mine *State) (*State, error)
}

// elsewhere is a Keeper as a place. Nobody else writes to it, so that there is nothing to merge with.
type elsewhere struct{ keeper Keeper }

func (e *elsewhere) read() (*State, error) {
	data, err := e.keeper.Load()
	if err != nil {
		return nil, &SaveError{Err: err}
	}
	if data == nil {
		return &State{Version: Version}, nil
	}
	return Parse(bytes.NewReader(data))
}

func (e *elsewhere) update(mine *State) (*State, error) {
	mine.Version = Version
	data, err := json.Marshal(mine)
	if err != nil {
		return nil, err
	}
	if err := e.keeper.Save(data); err != nil {
		return nil, &SaveError{Err: err}
	}
	return mine, nil
}
