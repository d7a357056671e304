package reader

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		textLesson:      "lesson %d",
		textMinutes:     "%d min to read",
		textHasLab:      "with a lab",
		textQuestion:    "Question",
		textAnswersHead: "Answers",
		textNext:        "Next lesson: %d. %s",
		textLast:        "This was the last lesson. Well done for coming this far.",
		textAgain:       "See in the contents whether anything was left out.",
		textLeft:        "Questions of this lesson yet to be answered: %d",
		textAllAnswered: "This lesson is done.",

		textLab:   "Lab",
		textToLab: "go to the lab",

		textClose:      "Esc closes",
		textNoTerm:     "The glossary does not have this word yet.",
		textRelated:    "See also",
		textExplained:  "Taught in",
		textNote:       "Note %s",
		textAlsoCalled: "Also called",

		textCounterparts: "In its place in the other stacks",
		textShownBy:      "A lab that shows it",
		textTerm:         "glossary",

		textContents:     "contents",
		textContentsHint: "a number or Enter goes there · Esc closes",
		textReading:      "being read",
		textDone:         "done",

		textSearch:       "Search",
		textSearchPrompt: "Search for:",
		textSearchHint:   "Enter goes there · Esc closes",
		textSearchEmpty:  "Type what to search for: Korean, its initial consonants alone (ㅋㅌㅇㄴ), or English such as container.",
		textSearchNone:   "Nothing was found. Try another word.",
		textHitTerm:      "term",

		textGlossaryHint: "Enter unfolds · Esc closes",
		textGlossaryNone: "There is no such term.",

		textActTerm:     "explain",
		textActMeasure:  "measure",
		textActLayer:    "explain the layer",
		textActNext:     "next emphasis",
		textActPrevious: "previous emphasis",
		textActStack:    "see this stack",
		textActChoice:   "answer",
		textActSubmit:   "hand in",
		textActRetry:    "try again",
		textActFootnote: "see the note",
		textActLink:     "copy the address",
		textActOpen:     "open",

		textHelp:     "help",
		textDigits:   "choose an answer of a quiz, or go to that number in the contents",
		textMouse:    "Mouse",
		textMouseUse: "a click chooses, the wheel scrolls",
		textShell:    "In a shell",
		textShellUse: "F12 leaves, F9 larger, F8 looks back, F7 whole screen",
	}
}
