package quiz

// What the learner reads that no lesson says.
const (
	textCheck    = "확인 문제"
	textRefute   = "이 말을 반박해 보세요"
	textNumber   = "문제 %d/%d"
	textQuestion = "문제 %d."
	textIsRight  = "맞음"
	textIsWrong  = "틀림"
	textMultiple = "맞는 것을 모두 고르세요."
	textSubmit   = "답 내기"
	textRetry    = "다시 풀기"
	textRight    = "맞았어요."
	textRightIn  = "%d번 만에 맞았어요."
	textWrong    = "아직이에요. 까닭을 읽고 다른 보기를 골라 보세요."
	textPartly   = "고른 것은 모두 맞지만, 맞는 것이 더 있어요."
	textMixed    = "틀린 것이 섞여 있어요. 까닭을 읽고 다시 골라 보세요."
	textHow      = "숫자 키로 고르거나, → 키로 옮겨서 Enter를 누르세요."
	textPrompt   = "답의 번호 (여럿이면 빈칸을 두고, 넘어가려면 그냥 Enter):"
	textOpen     = "“"
	textShut     = "”"

	textNotANumber = "1부터 %d까지의 번호를 적어 주세요."
)
