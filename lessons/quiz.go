package lessons

import (
	"fmt"
	"strings"
)

// QuizKind says what a quiz is for.
type QuizKind string

// The kinds of quiz.
const (
	// QuizCheck asks at the end of a lesson whether it was understood.
	QuizCheck QuizKind = "check"
	// QuizRefute states a misconception in mid-lesson and lets the learner say what is wrong with it.
	QuizRefute QuizKind = "refute"
)

// Quiz is a block of questions.
type Quiz struct {
	place
	Kind      QuizKind
	Questions []Question
}

// Question is one question of a quiz.
type Question struct {
	// Claim is a misconception that the question is about; empty in most.
	Claim   string
	Ask     string
	Choices []Choice
}

// Multiple reports whether more than one choice is right, so that several are to be ticked.
func (q Question) Multiple() bool {
	n := 0
	for _, c := range q.Choices {
		if c.Right {
			n++
		}
	}
	return n > 1
}

// Choice is one answer to choose.
type Choice struct {
	Text  string
	Right bool
	// Why is what to say to one who chose it.
	Why string
}

type rawQuiz struct {
	Kind      string `yaml:"kind"`
	Questions []struct {
		Claim   string `yaml:"claim"`
		Ask     string `yaml:"ask"`
		Choices []struct {
			Text  string `yaml:"text"`
			Right bool   `yaml:"right"`
			Why   string `yaml:"why"`
		} `yaml:"choices"`
	} `yaml:"questions"`
}

func readQuiz(file string, at place, data []byte) (Block, []Problem) {
	var raw rawQuiz
	doc, err := decode(file, at.line+1, data, &raw)
	if err != nil {
		return nil, problemsOf(err)
	}
	quiz := &Quiz{place: at, Kind: QuizKind(raw.Kind)}
	if quiz.Kind == "" {
		quiz.Kind = QuizCheck
	}
	for _, q := range raw.Questions {
		question := Question{Claim: strings.TrimSpace(q.Claim), Ask: strings.TrimSpace(q.Ask)}
		for _, c := range q.Choices {
			question.Choices = append(question.Choices, Choice{
				Text: strings.TrimSpace(c.Text), Right: c.Right, Why: strings.TrimSpace(c.Why),
			})
		}
		quiz.Questions = append(quiz.Questions, question)
	}
	return quiz, checkQuiz(doc, quiz)
}

func checkQuiz(doc document, quiz *Quiz) (problems []Problem) {
	if quiz.Kind != QuizCheck && quiz.Kind != QuizRefute {
		problems = append(problems, doc.problem("$.kind", "quiz", "kind는 check나 refute여야 해요."))
	}
	if len(quiz.Questions) == 0 || len(quiz.Questions) > MaxItems {
		problems = append(problems, doc.problem("$.questions", "quiz", "questions에 1에서 %d개의 문제가 있어야 해요.", MaxItems))
	}
	for i, q := range quiz.Questions {
		path := fmt.Sprintf("$.questions[%d]", i)
		if q.Ask == "" {
			problems = append(problems, doc.problem(path+".ask", "quiz", "물음(ask)이 비어 있어요."))
		}
		if quiz.Kind == QuizRefute && q.Claim == "" {
			problems = append(problems, doc.problem(path, "quiz", "refute에는 반박할 말(claim)이 있어야 해요."))
		}
		problems = append(problems, checkChoices(doc, path, q.Choices)...)
	}
	return problems
}

func checkChoices(doc document, path string, choices []Choice) (problems []Problem) {
	if len(choices) < 2 || len(choices) > 6 {
		return []Problem{doc.problem(path, "quiz", "보기(choices)는 2개에서 6개여야 해요.")}
	}
	right := 0
	for i, c := range choices {
		at := fmt.Sprintf("%s.choices[%d]", path, i)
		if c.Text == "" {
			problems = append(problems, doc.problem(at, "quiz", "보기의 글(text)이 비어 있어요."))
		}
		if c.Why == "" {
			problems = append(problems, doc.problem(at, "quiz-why", "이 보기가 왜 맞거나 틀린지(why)가 없어요."))
		}
		if c.Right {
			right++
		}
	}
	if right == 0 {
		problems = append(problems, doc.problem(path, "quiz", "맞는 보기(right: true)가 없어요."))
	}
	if right == len(choices) {
		problems = append(problems, doc.problem(path, "quiz", "틀린 보기가 없어요."))
	}
	return problems
}
