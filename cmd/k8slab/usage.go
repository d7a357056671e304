package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/pflag"
)

// The command line parser's own words for arguments that it can't take (package cobra has no types for them).
const (
	unknownCommand = `^unknown command "([^"]*)" for "([^"]*)"`
	tooMany        = `^accepts (?:at most )?(\d+) arg\(s\), received (\d+)`
	tooFew         = `^requires at least (\d+) arg\(s\), only received (\d+)`
	together       = `^if any flags in the group \[([^]]*)\] are set none of the others can be; \[([^]]*)\] were all set`
)

// misuse puts an error of the command line parser into one sentence; empty for an error that it knows nothing of.
func misuse(err error) string {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return fmt.Sprintf("%s 옵션은 없어요.", dashed(e.GetSpecifiedName()))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Sprintf("%s 옵션에는 값이 있어야 해요.", dashed(e.GetSpecifiedName()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Sprintf("%s 옵션에 줄 수 없는 값이에요: %s", dashed(e.GetFlag().Name), e.GetValue())
	}
	for pattern, sentence := range map[string]string{
		unknownCommand: "%s: %s에는 이런 명령이나 인자가 없어요.",
		tooMany:        "인자 %s개를 받는 명령인데, %s개를 주셨어요.",
		tooFew:         "인자가 적어도 %s개는 있어야 하는데, %s개를 주셨어요.",
		together:       "%s 옵션 가운데 하나만 쓸 수 있는데, %s 옵션을 함께 주셨어요.",
	} {
		if found := regexp.MustCompile(pattern).FindStringSubmatch(err.Error()); found != nil {
			return fmt.Sprintf(sentence, found[1], found[2])
		}
	}
	return ""
}

// dashed is how an option is typed.
func dashed(name string) string {
	return strings.Repeat("-", min(len(name), 2)) + name
}
