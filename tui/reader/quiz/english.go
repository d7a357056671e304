package quiz

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		textCheck:    "Questions",
		textRefute:   "Refute this",
		textNumber:   "Question %d of %d",
		textQuestion: "Question %d.",
		textIsRight:  "Right",
		textIsWrong:  "Wrong",
		textMultiple: "Choose all that are right.",
		textSubmit:   "hand in",
		textRetry:    "try again",
		textRight:    "Right.",
		textRightIn:  "Right, after %d tries.",
		textWrong:    "Not yet. Read why, and choose another answer.",
		textPartly:   "All you chose are right, but there are more.",
		textMixed:    "There are wrong ones among these. Read why, and choose again.",
		textHow:      "Choose with the digits, or move with → and press Enter.",
		textPrompt:   "Number of the answer (blanks between several, Enter alone goes on):",

		textNotANumber: "Type a number from 1 to %d.",
		"번":            "", // what a learner may type behind a number
	}
}
