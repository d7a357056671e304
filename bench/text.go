//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// chapter is the first heading of the text that document writes.
const chapter = "제1장"

// document writes Korean Markdown of so many lines: headings, paragraphs, lists, quotes, tables and code, as a real
// text mixes them. The same number gives the same text.
func document(dir string, lines int) (string, error) {
	var text strings.Builder
	for n, written := 1, 0; written < lines; n++ {
		part := section(n)
		written += strings.Count(part, "\n")
		text.WriteString(part)
	}
	path := filepath.Join(dir, fmt.Sprintf("document-%d.md", lines))
	return path, os.WriteFile(path, []byte(text.String()), 0o600)
}

func section(n int) string {
	return fmt.Sprintf(`# 제%[1]d장 격리

컨테이너는 **프로그램과 그 환경**을 함께 감싸요. 가상머신과 달리 운영체제를 새로 설치하지 않고, 이미 있는 커널을 여럿이
나누어 써요. 그래서 `+"`uname -r`"+`의 답은 어디에서 물어도 같아요. 이 문단은 %[1]d번째예요.

- 네임스페이스(namespace)는 벽이에요: 무엇이 보이는지를 정해요.
- 컨트롤 그룹(cgroup)은 몫이에요: 얼마나 쓸 수 있는지를 정해요.
  - 메모리 한도를 넘으면 커널이 프로세스를 끝내요.
  - CPU 한도를 넘으면 *기다리게* 해요.

> 벽이 있다고 해서 다른 컴퓨터가 되는 것은 아니에요. 운영체제에서 보면 모두 평범한 프로세스예요.

| 항목 | 가상머신 | 컨테이너 |
|---|---|---|
| 운영체제 | 저마다 하나씩 설치해요 | 하나를 함께 써요 |
| 시작하는 데 걸리는 시간 | 수십 초 | 0.2초쯤 |

`+"```sh"+`
docker run --rm --memory 64m --cpus 0.2 --pids-limit 32 first  # %[1]d
cat /sys/fs/cgroup/memory.max
`+"```"+`

`, n)
}
