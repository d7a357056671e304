package class

// English is what this package says, in English.
func English() map[string]string {
	return map[string]string{
		"아직 답이 없어요.":                         "No answers yet.",
		"%d명: 최소 %.4g, 가운데 %.4g, 최대 %.4g %s": "%d people: least %.4g, median %.4g, greatest %.4g %s",
	}
}
