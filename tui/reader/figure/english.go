package figure

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		textEmphasis: "Emphasis",
		textStart:    "Press to go through it one by one",
		textMarked:   "marked",
		textStack:    "the whole stack",
		textBottom:   "from the bottom up",
		textInside:   "inside, from the bottom up",
		textTimes:    "%d",
		textFigure:   "Figure",
		textLayers:   "What each layer is",
	}
}
