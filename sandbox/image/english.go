package image

// English is what this package says, in English: finished sentences, with %s and the like where a value stands. See
// package words, which matches them.
func English() map[string]string {
	return map[string]string{
		"이 k8slab에는 labbox 프로그램이 들어 있지 않고, 지금 만들려고 해도 Go가 없어요.": "this k8slab carries no labbox program, and there is no Go to build one now.",
		"Go 1.26 이상을 설치하거나, 배포된 k8slab을 사용해 주세요.":               "Install Go 1.26 or newer, or use a released k8slab.",
		"소스 폴더에서 make build로 만든 k8slab이나 배포된 k8slab을 사용해 주세요.":  "Use a k8slab that make build built in the source directory, or a released one.",
		"컨테이너 안에서 쓸 labbox 프로그램을 만들지 못했어요.":                     "the labbox program for the containers could not be built.",
	}
}
