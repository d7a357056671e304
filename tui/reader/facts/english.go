package facts

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		textTable:   "Table",
		textMine:    "My measurement",
		textEmpty:   "not yet",
		textNoLab:   "no lab measures this yet",
		textAgain:   "Choose a measurement and press Enter to go to the lab that takes it.",
		textSource:  "lab %s, %s, %s",
		textPending: "What you measure yourself in the labs goes where %s stands.",
	}
}
