package figure

// What the learner reads that no lesson says.
const (
	textEmphasis = "강조"
	textStart    = "눌러서 하나씩 짚어 보세요"
	textMarked   = "표시한 것"
	textStack    = "더미 전체"
	textBottom   = "아래에서 위로"
	textInside   = "안에는 아래에서 위로"
	textTimes    = "%d개"
	textFigure   = "그림"
	textLayers   = "층마다의 뜻"
)
