package facts

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		textTable:   "Table",
		textMine:    "My measurement",
		textEmpty:   "not yet",
		textPending: "What you measure yourself in the labs goes where %s stands.",
	}
}
