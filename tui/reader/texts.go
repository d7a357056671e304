package reader

// What the learner reads that no lesson says.
const (
	textLesson      = "%d과"
	textMinutes     = "읽기 %d분"
	textHasLab      = "실습 있음"
	textQuestion    = "물음"
	textAnswersHead = "문제의 답"
	textNext        = "다음 과: %d. %s"
	textLast        = "마지막 과예요. 여기까지 오느라 애썼어요."
	textAgain       = "차례에서 빠뜨린 것이 없는지 살펴보세요."
	textLeft        = "이 과에서 아직 풀지 않은 문제: %d개"
	textAllAnswered = "이 과를 다 마쳤어요."

	textLab   = "실습"
	textToLab = "실습으로 가기"

	textClose      = "Esc 닫기"
	textNoTerm     = "용어집에 아직 없는 말이에요."
	textRelated    = "함께 볼 말"
	textExplained  = "자세히 배우는 곳"
	textNote       = "각주 %s"
	textAlsoCalled = "다른 이름"

	textCounterparts = "다른 더미에서 같은 자리에 있는 것"
	textShownBy      = "직접 볼 수 있는 실습"
	textTerm         = "용어집"

	textContents     = "차례"
	textContentsHint = "번호나 Enter로 가기 · Esc 닫기"
	textReading      = "읽는 중"
	textDone         = "마침"

	textSearch       = "찾기"
	textSearchPrompt = "찾을 말:"
	textSearchHint   = "Enter로 가기 · Esc 닫기"
	textSearchEmpty  = "찾는 말을 적어 보세요. ㅋㅌㅇㄴ처럼 초성만 적어도 되고, container처럼 영어로 적어도 돼요."
	textSearchNone   = "찾지 못했어요. 다른 말로 찾아보세요."
	textHitTerm      = "용어"
	textHitLesson    = "%d과"

	textGlossary     = "용어집"
	textGlossaryHint = "Enter로 펴 보기 · Esc 닫기"
	textGlossaryNone = "그런 용어는 없어요."

	textActTerm     = "뜻 보기"
	textActMeasure  = "재러 가기"
	textActLayer    = "층 설명"
	textActNext     = "다음 강조"
	textActPrevious = "이전 강조"
	textActStack    = "이 더미 보기"
	textActChoice   = "답하기"
	textActSubmit   = "답 내기"
	textActRetry    = "다시 풀기"
	textActFootnote = "각주 보기"
	textActLink     = "주소 복사"
	textActOpen     = "열기"

	textHelp     = "도움말"
	textHelpHint = "Esc 닫기"
	textDigits   = "퀴즈의 보기를 고르거나, 차례에서 그 번호로 가요"
	textMouse    = "마우스"
	textMouseUse = "누르면 고르고, 굴리면 움직여요"
	textShell    = "셸 안에서"
	textShellUse = "F12 나가기 · F9 크게 · F8 훑어보기 · F7 전체 화면"
)
