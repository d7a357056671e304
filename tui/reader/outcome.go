package reader

// Outcome is what the program around the reader must do.
type Outcome struct {
	Kind OutcomeKind
	// Text is the lesson's id, the lab's name the key of a measurement or the text to copy; empty for other kinds.
	Text string
}

// OutcomeKind says what has come of an intent, a key, a click or a turn of the wheel.
type OutcomeKind uint8

// The outcomes.
const (
	// Done means that the reader has dealt with it; there may be something new to draw.
	Done OutcomeKind = iota
	// Unused means that it was nothing to the reader, as Enter where nothing is chosen.
	Unused
	// LessonChanged means that another lesson is open; Text is its id.
	LessonChanged
	// GoToLab means that the learner wants to work on the lab Text.
	GoToLab
	// MeasureAgain means that the lesson of a lab is open, and that the learner wants to measure Text, a key, in that lab.
	MeasureAgain
	// CopyText means that Text, an address, is to be put on the clipboard.
	CopyText
)

func done() Outcome { return Outcome{} }

func unused() Outcome { return Outcome{Kind: Unused} }
