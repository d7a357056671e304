package facts

// What the learner reads that no lesson says.
const (
	textTable   = "표"
	textMine    = "내 측정값"
	textEmpty   = "아직 없어요"
	textNoLab   = "재는 실습이 아직 없어요"
	textPending = "%s 표시에는 실습에서 직접 잰 값이 들어와요."
	textSource  = "%s 실습, %s, %s"
	textAgain   = "측정값을 골라 Enter를 누르면 그 값을 재는 실습으로 가요."
)
