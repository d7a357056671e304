package facts

// What the learner reads that no lesson says.
const (
	textTable   = "표"
	textMine    = "내 측정값"
	textEmpty   = "아직 없어요"
	textPending = "%s 표시에는 실습에서 직접 잰 값이 들어와요."
)
