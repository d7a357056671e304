package labpane

// English is what this package says in English, as far as it has been translated.
func English() map[string]string {
	return map[string]string{
		"네임스페이스 표 (inode 번호)": "Namespaces (inode numbers)",
		"호스트":                 "host",
		"번호를 볼 수 없어요":         "its numbers cannot be seen",
		"돌고 있지 않아요":           "it does not run",
		"모두 함께 써요":            "shared by all",
		"그래서 표에서 뺐어요":         "and so left out of the table",
		"번호는 모두 %s(으)로 시작해서 그 뒤만 적었어요.":    "All numbers begin with %s; what follows is shown.",
		"%s은(는) 다른 커널에서 돌아서 번호를 견줄 수 없어요.": "%s runs on another kernel: its numbers cannot be compared.",
	}
}
