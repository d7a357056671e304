package reader

// Overlaid reports whether a list or an explanation lies over the lesson: keys are its own then.
func (m *Model) Overlaid() bool { return m.overlay != nil || len(m.sheets) > 0 }
