package main

import (
	"maps"

	"github.com/k8slab/k8slab/cmd/k8slab/internal/bundle"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/config"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/doctor"
	"github.com/k8slab/k8slab/cmd/k8slab/internal/workshop"
	"github.com/k8slab/k8slab/labs"
	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/image"
	"github.com/k8slab/k8slab/sandbox/kernel"
	"github.com/k8slab/k8slab/sandbox/native"
	"github.com/k8slab/k8slab/tui"
	"github.com/k8slab/k8slab/tui/board"
	"github.com/k8slab/k8slab/tui/class"
	"github.com/k8slab/k8slab/tui/inspect"
	"github.com/k8slab/k8slab/tui/keys"
	"github.com/k8slab/k8slab/tui/labpane"
	"github.com/k8slab/k8slab/tui/reader"
	"github.com/k8slab/k8slab/tui/reader/facts"
	"github.com/k8slab/k8slab/tui/reader/figure"
	"github.com/k8slab/k8slab/tui/reader/quiz"
	"github.com/k8slab/k8slab/tui/theme"
)

// tables are the English texts of all packages that have any, by their directories.
func tables() map[string]map[string]string {
	return map[string]map[string]string{
		"cmd/k8slab":                     english(),
		"cmd/k8slab/internal/bundle":     bundle.English(),
		"cmd/k8slab/internal/config":     config.English(),
		"cmd/k8slab/internal/doctor":     doctor.English(),
		"cmd/k8slab/internal/workshop":   workshop.English(),
		"labs":                           labs.English(),
		"sandbox":                        sandbox.English(),
		"sandbox/docker":                 docker.English(),
		"sandbox/image":                  image.English(),
		"sandbox/kernel":                 kernel.English(),
		"sandbox/native":                 native.English(),
		"sandbox/native/internal/cgroup": native.EnglishOfCgroups(),
		"tui":                            tui.English(),
		"tui/board":                      board.English(),
		"tui/class":                      class.English(),
		"tui/inspect":                    inspect.English(),
		"tui/keys":                       keys.English(),
		"tui/labpane":                    labpane.English(),
		"tui/reader":                     reader.English(),
		"tui/reader/facts":               facts.English(),
		"tui/reader/figure":              figure.English(),
		"tui/reader/quiz":                quiz.English(),
		"tui/theme":                      theme.English(),
	}
}

// english is what this package says, in English.
func english() map[string]string {
	all := map[string]string{}
	for _, table := range []map[string]string{englishHelp(), englishOptions(), englishFailures(), englishOutput(), englishCitizen(), englishBundle(), englishWorkshop()} {
		maps.Copy(all, table)
	}
	return all
}

func englishHelp() map[string]string {
	return map[string]string{
		usage:  englishUsage,
		"[옵션]": "[flags]", "(기본값 ": "(default ",
		"터미널에서 배우는 컨테이너와 쿠버네티스": "containers and Kubernetes, learnt in a terminal",
		`k8slab은 컨테이너와 쿠버네티스를 터미널에서 배우는 프로그램이에요.
왼쪽에서는 한국어 수업을 읽고, 오른쪽에서는 진짜 컨테이너를 시작해서
네임스페이스와 cgroup이 바뀌는 모습을 바로 봐요. 인터넷은 없어도 돼요.

아무것도 붙이지 않고 실행하면 지난번에 보던 데서 이어 봐요.`: `k8slab teaches containers and Kubernetes in a terminal. On the left you read a
lesson (in Korean); on the right you start real containers and watch their
namespaces and cgroups change. No internet is needed.

Without arguments it goes on where you left.`,
		`  k8slab                        이어서 배우기
  k8slab terms                  첫 과부터 보기
  k8slab list                   과 목록 보기
  k8slab lab run terms --auto   화면 없이 실습을 끝까지 해 보기`: `  k8slab                        go on learning
  k8slab terms                  begin with the first lesson
  k8slab list                   list the lessons
  k8slab lab run terms --auto   perform a lab without a screen`,
		"셸 자동 완성 스크립트 만들기": "generate the completion script for a shell",
		"셸에서 Tab 키로 명령과 과의 이름, 옵션을 채워 주는 스크립트를 표준 출력으로 내보내요.": "" +
			"Writes to standard output the script " +
			"that lets the Tab key complete commands, lessons and flags.",
		`  source <(k8slab completion bash)                                지금 이 bash에서만
  k8slab completion bash > ~/.local/share/bash-completion/completions/k8slab
  k8slab completion zsh > "${fpath[1]}/_k8slab"
  k8slab completion fish > ~/.config/fish/completions/k8slab.fish`: "" +
			`  source <(k8slab completion bash)                                in this bash only
  k8slab completion bash > ~/.local/share/bash-completion/completions/k8slab
  k8slab completion zsh > "${fpath[1]}/_k8slab"
  k8slab completion fish > ~/.config/fish/completions/k8slab.fish`,
		"지금 쓰이는 설정과 그 출처 보기": "show the settings in effect and where they come from",
		`지금 쓰이는 설정과, 그 값이 어디에서 왔는지 보여 줘요.
명령줄의 옵션이 가장 앞서고, 환경 변수(K8SLAB_*), 설정 파일, 기본값의 차례예요.`: `Shows the settings in effect and where each value comes from.
Flags win over environment variables (K8SLAB_*), those over the file, that over defaults.`,
		"과정을 만들 때 쓰는 도구":                     "tools for making a course",
		"바로 돌아가는 작은 과정을 새 폴더에 만들기":           "make a small course that runs, in a new directory",
		"과정에 잘못이 없는지 보기 (아무것도 주지 않으면 내장 과정)": "check a course for mistakes (the built-in one if none is given)",
		"과정을 열어 두고, 파일을 고칠 때마다 화면에서 바로 보기":   "show a course, and every change of its files at once",
		"아무 컨테이너의 네임스페이스와 cgroup 보기":         "show the namespaces and the cgroup of any container",
		"명령의 도움말 보기":                         "help about a command",
		"help [명령]":                          "help [command]",
		"실습 보기와 실행하기":                        "show and perform labs",
		"실습 하기 (--auto: 화면 없이 모범 답안대로)":      "perform a lab (--auto: without a screen, by its model answers)",
		"실습 목록 보기":                           "list the labs",
		"내 실습에서 잰 값을 표로 보고 내보내기":             "show and export what my labs measured, as a table",
		"출력 형식: text, md, csv, json":         "output format: text, md, csv, json",
		"실습의 단계 보기":                          "show the steps of a lab",
		"과 목록 보기":                            "list the lessons",
		"매뉴얼 페이지를 디렉터리에 쓰기":                  "write the manual pages into a directory",
		"진도 보기, 지우기, 내보내기, 들여오기":             "show, reset, export and import progress",
		"과마다 어디까지 했는지 보기":                    "show how far each lesson is done",
		"진도를 모두 지우고 처음부터 하기":                 "forget all progress and begin anew",
		"진도를 표준 출력으로 내보내기":                   "write progress to standard output",
		"내보냈던 진도를 파일이나 표준 입력에서 들여오기":         "read exported progress from a file or standard input",
		"파일을 열 수 없어요: %s":                    "the file can't be opened: %s",
		"이름과 권한을 보세요.":                       "look at its name and permissions",
		"과나 마크다운 파일을 읽기 좋게 내보내기":             "print a lesson or a Markdown file for reading",
		"버전 보기": "show the version",
	}
}

// englishBundle is what `bundle` says.
func englishBundle() map[string]string {
	return map[string]string{
		"인터넷이 없는 교실에 가져갈 묶음 만들기와 풀기": "make and unpack a bundle for a room without a network",
		`프로그램과 과정, 검사합을 파일 하나로 묶어요. 인터넷이 없는 교실에는 그 파일만 가져가면 돼요.
묶음은 ZIP 파일이라서 k8slab이 아직 없는 컴퓨터에서는 그냥 풀어서 쓸 수 있어요.

검사합은 깨진 파일을 찾아 줘요. 누가 바꾸었는지까지 알려면, verify가 보여 주는
묶음의 SHA-256을 만든 사람의 것과 견주어 보세요.`: `Puts programs, course and checksums into one file: all that a room without a network needs.
A bundle is a ZIP file, so that a computer without k8slab can just unpack it.

Checksums find damage. To know that nobody changed it, compare the SHA-256 that
verify shows with the one that its maker has.`,
		`  k8slab bundle create --from dist 교실.zip      make dist가 만든 모든 프로그램과 과정 묶기
  k8slab bundle create --course 내과정 교실.zip  이 컴퓨터의 프로그램과 내 과정 묶기
  k8slab bundle verify 교실.zip                  깨지지 않았는지 보기
  k8slab bundle load 교실.zip                    이 컴퓨터의 프로그램과 과정을 k8slab 폴더에 풀기`: `  k8slab bundle create --from dist room.zip     all programs of a make dist, and the course
  k8slab bundle create --course mine room.zip   this computer's program and my course
  k8slab bundle verify room.zip                 see whether it is whole
  k8slab bundle load room.zip                   unpack this computer's program and the course into k8slab`,
		"묶음 만들기 (--course의 과정, 없으면 내장 과정)":          "make a bundle (with the course of --course, or the built-in one)",
		"make dist가 만든 폴더 (없으면 지금 이 프로그램만)":         "directory that make dist made (without it, this program alone)",
		"묶음이 깨지지 않았는지 보기":                           "see whether a bundle is whole",
		"묶음에서 이 컴퓨터의 프로그램과 과정 풀기 (DIR가 없으면 k8slab)": "unpack this computer's program and the course (into k8slab, unless DIR is given)",
		"어느 컴퓨터의 프로그램을 풀지 (운영체제/구조)":                "whose program to unpack (system/architecture)",
		"이 프로그램의 파일을 읽을 수 없어요.":                     "this program's own file cannot be read.",
		"--from으로 make dist가 만든 폴더를 주세요.":           "Give the directory that make dist made with --from.",
		"%s에 묶었어요.\n":                       "It is in %s.\n",
		"k8slab %s · 과정 %s(%s)\n프로그램: %s\n": "k8slab %s · course %s (%s)\nprograms: %s\n",
		"파일 %d개가 모두 온전해요.\nSHA-256 %s\n":    "All %d files are whole.\nSHA-256 %s\n",
		"--platform에는 %q을(를) 쓸 수 없어요.":      "--platform does not take %q.",
		"linux/amd64처럼 쓰세요.":                "Write it like linux/amd64.",
		"%s에 풀었어요. 이렇게 시작하세요.\n\n  %s\n":    "It is in %s. Start it like this.\n\n  %s\n",
		"과정에 고칠 데가 있어요. %s":                 "the course has mistakes. %s",
	}
}

// englishCitizen is what inspect, doctor, clean and the shell of a lab say.
func englishCitizen() map[string]string {
	return map[string]string{
		"이미지": "image",
		"모두 지워도 되는지 물어볼 터미널이 없어요.":           "there is no terminal to ask whether all may be removed.",
		"묻지 않고 지우기":                          "remove without asking",
		"‘지울 것’을 모두 지울까요? 되돌릴 수 없어요. (y/예) ": "Remove all that is ‘to be removed’? It cannot be undone. (y) ",
		"컨테이너":           "container",
		"지울 것":           "to be removed",
		"지웠어요":           "removed",
		"지우지 못했어요":       "not removed",
		"지금 하고 있는 실습의 것": "of a lab that is going on",
		"예":              "yes", "네": "yes", "ㅛ": "y",
		"지울 수 없었어요. 권한이 있는지 보고 다시 해 보세요.": "It could not be removed. See whether you may, and try again.",
		"잠금 파일":  "lock file",
		"그대로 둬요": "stays",
		"이미지와 진도까지 모두 지우기":        "remove everything: images and progress, too",
		"만들어 둔 것(캐시)":             "cache",
		"네트워크":                    "network",
		"지우려면 다시 실행하고 y나 예를 치세요.": "To remove, run it again and type y.",
		`엔진과 이 컴퓨터에 있는 k8slab의 것을 모두 찾아서 보여 주고, 끝난 실습이 남긴 것을 지워요.
컨테이너, 네트워크, 볼륨, 이미지, cgroup, 저장한 파일을 봐요. (내장 엔진의 마운트는 프로세스와 함께 사라져서 남지 않아요.)
k8slab의 라벨이 없는 것은 건드리지 않아요. 지금 하고 있는 실습도 그대로 둬요.

--all은 이미지와 진도까지 모두 지워요. 그 전에 한 번 물어봐요. 지금 하고 있는 실습과 그것이 쓰는 것은 이때도 그대로 둬요.`: `Finds and shows all that is k8slab's in the engine and on this machine, and removes what labs that have ended left.
Containers, networks, volumes, images, cgroups and files are looked for. (The built-in engine's mounts go with its processes.)
What does not carry k8slab's label is not touched. Labs that are going on are left alone.

--all removes images and progress, too, and asks once before. Labs that are going on, and what they use, are left then as well.`,
		"k8slab clean --all --foreign으로 실행하세요.": "Run k8slab clean --all --foreign.",
		"끝난 실습의 것":                              "of a lab that has ended",
		"다음에 또 쓰는 것":                            "used again next time",
		"설정 파일":                                 "Settings", "없어요. 기본값을 써요.": "None; the defaults are in effect.",
		"엔진이 없어서 이 컴퓨터에 있는 것만 봤어요.": "without an engine, only this machine was looked at.",
		"세션 %s": "session %s",
		"지금 하고 있는 실습이 %d개 있어서, 그것이 쓰는 것은 그대로 둬요.": "Labs that are going on: %d. What they use is left alone.",
		"실습을 끝내고 다시 실행하면 마저 지워요.":                 "End them and run this again to remove the rest.",
		`  k8slab clean --dry-run    무엇이 있는지 보기만 하기
  k8slab clean              끝난 것만 지우기
  k8slab clean --all        처음 깔았을 때처럼 모두 지우기`: `  k8slab clean --dry-run    only show what there is
  k8slab clean              remove what is dead
  k8slab clean --all        remove everything, as if newly installed`,
		"볼륨": "volume",
		"정말 지우려면 --yes를 붙이세요.":               "Add --yes if you mean it.",
		"--all과 함께: 다른 사용자나 컴퓨터가 만든 것까지 지우기": "with --all: remove what other users or machines made, too",
		"지우지 않았어요.":                          "nothing was removed.",
		"생각하지 못한 잘못이 생겨서 멈췄어요.":              "stopped by an unforeseen error.",
		"다시 해 보고, 또 그러면 --debug를 붙여 실행한 기록을 k8slab을 만드는 사람들에게 보내 주세요.": "" +
			"Try again; if it stays, run it with --debug and send the log to the makers of k8slab.",
		"k8slab이 남긴 것 보고 지우기":      "show and remove what k8slab has left",
		"남은 것이 없어요.":               "Nothing is left.",
		"저장한 파일":                   "files",
		"--foreign은 --all과 함께 써요.": "--foreign goes with --all.",
		"지우지 않고 보기만 하기":            "only show, remove nothing",
		"진도와 기록":                   "progress and logs",
		"다른 사용자나 컴퓨터의 것":           "another user's or machine's",
		"이 컴퓨터에서 무엇이 되고 안 되는지, 어떻게 고치는지 보기": "show what works on this computer, what does not, and the cure",
		"엔진": "Engine", "남은 것": "Leftovers", "터미널": "Terminal", "컴퓨터": "Computer", "실습": "Lab",
		`운영체제와 커널, cgroup, 찾을 수 있는 모든 엔진, 실습마다 할 수 있는 것, 터미널, 로캘, 디스크, 남은 것을 살펴봐요.
잘못된 것마다 고치는 명령을 알려 줘요. 무엇이 멈춰 있어도 3초 안에 끝나요.

꼭 필요한 것이 없으면 1로, 아니면 0으로 끝나요.`: `Examines system and kernel, cgroups, every engine to be found, what each lab can do, terminal, locale, disk, leftovers.
For everything that is wrong it names the command that cures it. It ends within 3 seconds, whatever hangs.

Exits with 1 if something is missing that is needed, else with 0.`,
		`엔진에 있는 컨테이너를 커널이 보는 대로 보여 줘요. 실습에서 만든 것이 아니어도 되고, 아무것도 바꾸지 않아요.
네임스페이스마다 inode 번호와 누구와 함께 쓰는지, cgroup의 한도와 사용량, 권한, 그리고 눈여겨볼 점을 알려 줘요.

이름이나 ID(앞부분도 돼요)를 주세요. 주지 않으면 돌고 있는 컨테이너를 모두 봐요.
내장 엔진의 컨테이너는 --engine native로 이름을 주면 볼 수 있어요.`: `Shows the engine's containers as the kernel sees them, those of labs or any others, and changes nothing.
Of each namespace its inode and who shares it; the cgroup's limits and use; rights; and what is unusual.

Give names or IDs (their beginnings will do); without any, all running containers are shown.
Sandboxes of the built-in engine are seen by name with --engine native.`,
		`  k8slab inspect web db               두 컨테이너 보기
  k8slab inspect web --watch          바뀌는 모습을 계속 보기
  k8slab inspect -o json web          프로그램이 읽을 형식으로 (docs/inspect.md)`: `  k8slab inspect web db               show two containers
  k8slab inspect web --watch          go on showing what changes
  k8slab inspect -o json web          for programs (docs/inspect.md)`,
		"table, json, yaml 가운데 하나를 쓰세요.": "Use one of table, json, yaml.",
		"출력 형식: table, json, yaml":       "output: table, json, yaml",
		"컨테이너를 살펴보지 못했어요. 잠시 뒤에 다시 봐요.":  "The containers could not be looked at. It will be tried again in a moment.",
		"이런 컨테이너는 없어요: %s":               "there are no such containers: %s",
		"`docker ps -a`나 이름 없이 `k8slab inspect`로 이름을 확인하세요. 내장 엔진의 것은 --engine native로 볼 수 있어요.": "Check the names with `docker ps -a`, or `k8slab inspect` without a name. Those of the built-in engine are seen with --engine native.",
		"바뀌는 것을 계속 보기": "go on showing what changes",
		`실습의 컨테이너 하나를 시작하고, 이 터미널을 그 안의 셸에 통째로 넘겨요.
화면을 꾸미지 않으니 화면 낭독기와도 잘 맞아요. exit나 Ctrl-D로 나오면
컨테이너를 지우고, 그동안 실습의 어느 단계가 이루어졌는지 알려 줘요.`: `Starts one container of a lab and lends this terminal to a shell inside.
Nothing is drawn, which suits screen readers. After exit or Ctrl-D the container
is removed, and the steps of the lab that came true meanwhile are named.`,
		"터미널이 아닌 곳에서는 셸을 열 수 없어요.":                         "there is no terminal for the shell.",
		"실습의 컨테이너를 시작하고 그 안의 셸 쓰기":                         "start a lab's container and use a shell inside",
		"k8slab lab shell %s 이름처럼 실행하세요. 이름은 %s 가운데 하나예요.": "k8slab lab shell %s NAME, where NAME is one of %s.",
		"잠시 뒤에 다시 해 보세요.":                                  "Try again in a moment.",
		"%s 컨테이너 안의 셸이에요 (%s %s). exit나 Ctrl-D로 나와요.":      "This is a shell in container %s (%s %s). Leave with exit or Ctrl-D.",
		"이루어진 단계: %d. %s":                                  "Step done: %d. %s",
		"어느 컨테이너에서 셸을 열지 알 수 없어요.":                         "it is not clear in which container the shell shall be.",
		"터미널에서 실행해 보세요.":                                   "Run it in a terminal.",
		"엔진이 제때 대답하지 않았어요.":                                "the engine did not answer in time.",
	}
}

func englishOptions() map[string]string {
	return map[string]string{
		"과를 나눠 줄 인쇄물(HTML, 마크다운)로 내보내기": "write lessons as handouts (HTML, Markdown)",
		"과정의 모든 과":                                   "all lessons of the course",
		"형식: html, md":                               "format: html, md",
		"쓸 파일 (없으면 표준 출력)":                           "file to write (standard output if none is given)",
		"내 실습에서 잰 값을 표에 채우기":                         "fill the tables with what my labs measured",
		"설정 파일의 경로":                                  "path of the configuration file",
		"실습에 쓸 엔진: auto, docker, native":             "engine for labs: auto, docker, native",
		"도커 엔진의 주소 (예: unix:///var/run/docker.sock)": "address of the Docker engine (as in unix:///var/run/docker.sock)",
		"도커 컨텍스트의 이름":                                "name of a Docker context",
		"화면 테마의 이름이나 Glamour 스타일 파일(JSON)":           "name of a theme, or a Glamour style file (JSON)",
		"선과 기호를 ASCII로만 그리기":                         "draw lines and signs with ASCII only",
		"화면을 꾸미지 않고 한 줄씩 쓰기 (화면 낭독기, 파이프)":           "line by line, without a screen (screen readers, pipes)",
		"내장 과정 대신 쓸 과정의 폴더나 ZIP 파일":                  "directory or ZIP file of a course to use instead of the built-in one",
		"동작 기록을 파일에 쓰기 (파일이 없으면 상태 디렉터리의 debug.log)": "write a log to a file (debug.log in the state directory if none is given)",
		"실습 화면을 1초에 몇 번 새로 볼지 (1~10)":                "how often a second a lab is looked at (1-10)",
		"화면의 말: ko, en":                              "language of the interface: ko, en",
		"도움말 보기":                                     "show this help",
		"출력 형식: text, json":                          "output: text, json",
		"각 단계를 모범 답안대로 하고 결과만 내보내기":                  "do every step by its model answer, and print the results only",
		"실습마다 모범 답안도 돌려 보기 (엔진이 있어야 해요)":             "perform every lab by its model answers, too (needs an engine)",
		"한 줄의 칸 수 (없으면 터미널의 너비, 파이프에서는 80)":          "cells of a line (the terminal's width, or 80 in a pipe)",
		"ko\t한국어": "ko\tKorean (한국어)",
	}
}

func englishFailures() map[string]string {
	return map[string]string{
		"%s에는 이미 무언가 들어 있어요.":             "there is something in %s already.",
		"없거나 비어 있는 폴더의 이름을 주세요.":          "Name a directory that is empty or not there.",
		"%s에 과정을 만들지 못했어요.":               "the course could not be made in %s.",
		"쓸 수 있는 자리인지, 디스크에 자리가 남았는지 보세요.": "See whether the place can be written to and the disk has room.",
		"과정에 고칠 데가 있어요.":                  "the course has mistakes.",
		"위에 적힌 곳을 고치고 다시 해 보세요.":          "Mend what is listed above and try again.",
		"실습 파일을 읽을 수 없어요.":                "the lab's file cannot be read.",
		"프로그램에 잘못이 있어서 멈췄어요.":             "the program has a defect and had to stop.",
		"다시 실행하면 보던 데서 이어져요.":             "Start it again to go on where you were.",
		"다시 실행하면 보던 데서 이어져요. 무엇이 잘못됐는지는 이 파일에 있어요: %s": "" +
			"Start it again to go on where you were. What went wrong is told in " +
			"this file: %s",
		"동작 기록을 둘 곳을 알 수 없어요.":                    "there is no known place for the log.",
		"--debug=파일로 어디에 쓸지 알려 주세요.":              "Name a file with --debug=FILE.",
		"동작 기록을 쓸 수 없어요: %s":                      "the log cannot be written: %s",
		"경로와 권한, 남은 공간을 확인해 주세요.":                 "Check the path, its permissions and the room on the disk.",
		"도커의 소켓을 열 권한이 없어서":                       "Docker's socket may not be opened",
		"도커가 제때 대답하지 않아서":                         "Docker did not answer in time",
		"도커나 포드맨이 없거나 꺼져 있어서":                     "there is no Docker or Podman, or it is switched off",
		"도커나 포드맨이 대답하지 않아서":                       "no Docker or Podman answers",
		"출력을 다 쓰지 못했어요.":                          "not everything could be written.",
		"디스크에 자리가 남았는지 보세요.":                      "See whether the disk has room.",
		"과의 이름과 --all 가운데 하나만 줘야 해요.":             "Give either a lesson's name or --all.",
		"--format에는 %q을(를) 쓸 수 없어요.":              "--format does not take %q.",
		"html이나 md를 쓰세요.":                         "Use html or md.",
		"표준 출력":                                   "standard output",
		"%s에 쓰지 못했어요.":                            "%s could not be written.",
		"그런 명령은 없어요.":                             "there is no such command.",
		"k8slab --help로 명령을 볼 수 있어요.":             "k8slab --help lists the commands.",
		"%q라는 실습은 없어요.":                           "there is no lab %q.",
		"k8slab lab list로 실습을 볼 수 있어요.":           "k8slab lab list shows the labs.",
		"text, md, csv, json 가운데 하나를 쓰세요.":        "Use text, md, csv or json.",
		"실습 파일의 그 줄을 고쳐 주세요.":                     "Mend that line of the lab's file.",
		"-o에는 %q을(를) 쓸 수 없어요.":                    "-o does not take %q.",
		"text나 json을 쓰세요.":                        "Use text or json.",
		"명령을 이해하지 못했어요.":                          "the command was not understood",
		"%s 옵션은 없어요.":                             "there is no option %s",
		"%s 옵션에는 값이 있어야 해요.":                      "the option %s needs a value",
		"%s 옵션에 줄 수 없는 값이에요: %s":                  "a value that the option %s does not take: %s",
		"%s: %s에는 이런 명령이나 인자가 없어요.":               "%s: %s has no such command or argument",
		"인자 %s개를 받는 명령인데, %s개를 주셨어요.":             "the command takes %s argument(s), and %s were given",
		"인자가 적어도 %s개는 있어야 하는데, %s개를 주셨어요.":        "the command takes %s argument(s) at least, and %s were given",
		"%s 옵션 가운데 하나만 쓸 수 있는데, %s 옵션을 함께 주셨어요.":  "only one of the options %s can be given, and %s were",
		"k8slab --help로 쓰는 법을 볼 수 있어요.":           "k8slab --help tells how to use it.",
		"디렉터리를 만들 수 없어요: %s":                      "the directory cannot be made: %s",
		"매뉴얼 페이지를 쓸 수 없어요: %s":                    "the manual pages cannot be written: %s",
		"경로와 권한을 확인해 주세요.":                        "Check the path and its permissions.",
		"터미널이 아닌 곳에서는 화면을 열 수 없어요.":               "there is no terminal to open the screen on.",
		"터미널에서 실행하거나 k8slab course check를 써 보세요.": "Run it in a terminal, or use k8slab course check.",
		"%s이(가) 바뀌는 것을 지켜볼 수 없어요.":                "%s cannot be watched for changes.",
		"ZIP 파일이 아닌 폴더인지, 읽을 권한이 있는지 보세요.":        "See whether it is a directory, not a ZIP file, and may be read.",
		"진도를 둘 곳을 알 수 없어요.":                       "there is no known place for progress.",
		"HOME이나 XDG_STATE_HOME을 정해 주세요.":          "Set HOME or XDG_STATE_HOME.",
		"더 새로운 k8slab이 남긴 진도라서 읽을 수 없어요.":         "the progress is that of a newer k8slab, and cannot be read.",
		"k8slab을 새 버전으로 바꿔 주세요.":                  "Use a newer k8slab.",
		"진도 기록이 깨져 있어요.":                          "the record of progress is damaged.",
		"올바른 기록을 다시 들여오거나, 그대로 다시 시작하세요.":         "Import a sound one, or just begin again.",
		"진도 기록을 읽거나 쓰지 못했어요.":                     "the record of progress could not be read or written.",
		"이 디렉터리를 읽고 쓸 수 있는지 보세요: %s":              "See whether this directory can be read and written: %s",
		"--width에는 %d~%d을 쓸 수 있어요.":               "--width takes %d to %d.",
		"그 사이의 수를 쓰세요.":                           "Use a number between these.",
		"과를 열지 못했어요.":                             "the lesson could not be opened.",
		"k8slab list로 과를 볼 수 있어요.":                "k8slab list shows the lessons.",
		"표준 입력을 읽지 못했어요.":                         "standard input could not be read.",
		"다시 해 보세요.":                               "Try again.",
		"%s을(를) 읽을 수 없어요.":                        "%s cannot be read.",
		"파일인지, 읽을 권한이 있는지 보세요.":                   "See whether it is a file and may be read.",
		"%q라는 과도 파일도 없어요.":                        "there is neither a lesson nor a file %q.",
		"k8slab list로 과를 보거나, 파일의 경로를 확인해 보세요.":   "See k8slab list for the lessons, or check the file's path.",
		"수업을 열지 못했어요: %s":                         "the course could not be opened: %s",
		"k8slab을 다시 설치해 보세요.":                     "Install k8slab again.",
		"과정을 열지 못했어요: %s":                         "the course could not be opened: %s",
		"폴더나 ZIP 파일의 경로와 읽을 권한을 확인해 보세요.": "" +
			"Check the path of the directory or ZIP file, and whether it may be read.",
		"과정을 열지 못했어요. %s":                        "the course could not be opened. %s",
		"k8slab course check로 고칠 데를 모두 볼 수 있어요.": "k8slab course check shows everything to mend.",
		"터미널에서 실행하거나, k8slab read와 k8slab lab run --auto를 써 보세요.": "" +
			"Run it in a terminal, or use k8slab read and k8slab lab run --auto.",
		"진도를 저장하지 못했어요.":              "progress could not be kept.",
		"상태 디렉터리에 쓸 수 있는지 보세요: %s":    "See whether the state directory can be written: %s",
		"%q라는 과는 없어요.":                "there is no lesson %q.",
		"터미널을 쓸 수 없게 됐어요.":            "the terminal can no longer be used.",
		"터미널을 새로 열고 다시 실행해 보세요.":      "Open a new terminal and start again.",
		"실습의 잠금 파일을 둘 곳에 쓸 수 없어요: %s": "the place for the labs' locks cannot be written: %s",
		"그 디렉터리가 내 것이고 쓸 수 있는지 보세요.":  "See whether that directory is yours and can be written.",
	}
}

func englishOutput() map[string]string {
	return map[string]string{
		"재는 실습이 아직 없어요":                                  "no lab measures this yet",
		"아직 재지 않았어요":                                     "not measured yet",
		"그 셸의 스크립트는 없어요: %s":                             "there is no script for that shell: %s",
		"bash, zsh, fish, powershell 가운데 하나를 쓰세요.":       "Use one of bash, zsh, fish, powershell.",
		"실습이 골라서":                                        "chosen by the lab",
		"%s/%s, CPU %d개":                                 "%s/%s, %d CPUs",
		"이 컴퓨터에서 포드맨을 찾지 못했어요.":                          "Podman was not found on this machine.",
		"포드맨을 설치하고 `podman system service`를 켜면 볼 수 있어요.": "Install Podman and start `podman system service` to see it.",
		"느린 컴퓨터에서 확인을 몇 배나 더 기다릴지 (1~20)":                "how many times longer to wait for checks on a slow machine (1-20)",
		"녹화 파일의 이름은 실습이름.jsonl.gz이어야 해요. 이 파일은 쓰이지 않아요.": "a recording is called LAB.jsonl.gz. This file is not used.",
		"이 녹화의 실습이 과정에 없어요.":                             "the course has no lab of this recording.",
		"녹화 파일을 읽을 수 없어요.":                               "the recording cannot be read.",
		"녹화 파일이 깨졌거나 너무 커요. %s 실습을 다시 녹화하세요.":            "the recording is damaged or too large. Record the lab %s anew.",
		"실습이 바뀌어서 이 녹화는 쓰이지 않아요. %s 실습을 다시 녹화하세요.": "" +
			"the lab has changed, and this recording is not used. Record the lab %s anew.",
		"이 실습의 녹화가 아니에요.":                           "this is no recording of that lab.",
		"--patience에 쓸 수 없는 값이에요.":                  "--patience does not take this value.",
		"1에서 20까지의 수를 쓰세요.":                         "Use a number from 1 to 20.",
		"실습을 녹화할 파일 (all이면 디렉터리)":                   "file to record the lab to (with all, a directory)",
		"녹화를 저장하지 못했어요: %s":                         "The recording could not be saved: %s",
		"그 자리에 쓸 수 있는지, 디스크에 자리가 있는지 보세요.":          "See whether that place can be written to and the disk has room.",
		"둘 곳이 없어요 (HOME이나 XDG_CONFIG_HOME을 정해 주세요)": "nowhere to be (set HOME or XDG_CONFIG_HOME)",
		"%s (아직 없어요)":                               "%s (not there yet)",
		"설정 파일: %s\n\n":                             "configuration file: %s\n\n",
		"기본값":                                       "default",
		"%-24s %s (%d단계)\n":                         "%-24s %s (%d steps)\n",
		"   확인: %s\n":                               "   check: %s\n",
		"아직":                                        "not yet",
		"보는 중":                                      "begun",
		"마침":                                        "done",
		`%s에 작은 과정을 만들었어요. 이제 이렇게 해 보세요.

  k8slab course preview %[1]s       고치는 대로 화면에서 보기
  k8slab course check --run %[1]s   잘못이 없는지 보고 실습도 돌려 보기
  k8slab --course %[1]s             배우는 사람처럼 열어 보기
`: `A small course is in %s. Now try this.

  k8slab course preview %[1]s       see every change on the screen
  k8slab course check --run %[1]s   look for mistakes and perform the labs
  k8slab --course %[1]s             open it as a learner does
`,
	}
}

func englishWorkshop() map[string]string {
	return map[string]string{
		"이 컴퓨터가 몇 명을 감당하는지 실제로 해 보기": "see how many this machine carries, by doing it",
		"수업을 하나 따로 열고, -n명이 ssh로 들어와 읽고 답하고 실습하게 해 봐요. 그동안 키를 누르고 화면이\n바뀌기까지 걸린 시간, 한 사람에 드는 메모리, 아무도 움직이지 않을 때의 CPU를 재요. 끝나면 모두 지워요.": "Opens a class of its own and lets -n learners come in by ssh, read, answer and do a lab. Measured are the time from\na key to the screen, the memory for each learner and the CPU when nobody moves. Everything is removed at the end.",
		"사람 수나 시간이 맞지 않아요.":                           "the number of people or the time is not right.",
		"k8slab workshop rehearse --help로 쓰는 법을 보세요.": "See k8slab workshop rehearse --help.",
		"들어올 사람 수":                                    "how many come in",
		"그 가운데 실습까지 할 사람 수":                           "how many of them do a lab",
		"읽고 답할 시간":                                    "how long they read and answer",
		"결과를 JSON으로":                                  "the result as JSON",
		"들어온 사람 %d명, 실습을 시작한 사람 %d명 (모두 들어오기까지 %s)\n":  "%d came in, %d began a lab (all in after %s)\n",
		"키에서 화면까지: 키 %d번, 가운데 %s, 95%% %s, 가장 느림 %s\n": "key to screen: %d keys, median %s, 95%% %s, slowest %s\n",
		"메모리: 서버 %.1f MiB, 한 사람에 %.2f MiB\n":           "memory: server %.1f MiB, %.2f MiB for each\n",
		"모두 쉴 때의 CPU: 코어 %.2f개\n":                      "CPU while all rest: %.2f cores\n",
		"%d번은 끝까지 하지 못했어요.":                            "%d things could not be done to the end.",
		"-n과 --live를 줄여서 다시 해 보세요.":                    "Try again with smaller -n and --live.",
		"연습할 수업을 열지 못했어요.":                             "the rehearsal's class could not be opened.",
		"k8slab workshop serve가 되는지 먼저 보세요.":           "See first whether k8slab workshop serve works.",
		"누가 무엇을 했는지 사람과 단계마다 내보내기 (CSV, HTML)":         "write who did what, by learner and step (CSV, HTML)",
		"csv나 html을 쓰세요.":                              "Use csv or html.",
		"수업의 기록이 없어요: %s":                              "there are no records of a class: %s",
		"k8slab workshop invite로 먼저 초대하세요.":            "Invite somebody first with k8slab workshop invite.",
		"형식: csv, html": "format: csv, html",
		"여럿이 ssh로 함께 배우는 수업 열기": "a class for many on one server, by ssh",
		"컴퓨터 한 대에서 수업을 열고, 배우는 사람은 아무것도 설치하지 않고 ssh로 들어와요.\n사람마다 진도와 실습이 따로 있어요. 무엇이 기록되는지는 docs/workshop.md에 있어요.":                                                                                                                                "One machine serves a class, and learners come in by ssh with nothing to install.\nEverybody has progress and labs of their own. docs/workshop.md tells what is recorded.",
		"  k8slab workshop invite -n 30           초대 코드 30개 만들기\n  k8slab workshop rehearse -n 30         이 컴퓨터가 30명을 감당하는지 미리 해 보기\n  k8slab workshop serve                  수업 열기\n  k8slab workshop board                  진행 화면 보기 (같은 컴퓨터에서)": "  k8slab workshop invite -n 30           make 30 invitation codes\n  k8slab workshop rehearse -n 30         see beforehand whether this machine carries 30\n  k8slab workshop serve                  open the class\n  k8slab workshop board                  the instructor's board (on the same machine)",
		"수업의 기록과 열쇠를 둘 폴더 (없으면 상태 디렉터리의 workshop)": "directory of the class's records and keys (by default workshop in the state directory)",
		"수업의 기록을 둘 곳을 알 수 없어요.":                    "there is no known place for the class's records.",
		"--dir로 폴더를 알려 주세요.":                       "Name a directory with --dir.",
		"더 새로운 k8slab이 남긴 수업 기록이라서 열 수 없어요.":       "the class's records are those of a newer k8slab, and cannot be opened.",
		"이 폴더로 연 수업이 이미 있어요.":                      "a class of this directory is open already.",
		"그 수업을 끝내거나, --dir로 다른 폴더를 쓰세요.":           "End that class, or use another directory with --dir.",
		"수업의 기록을 읽거나 쓰지 못했어요: %s":                  "the class's records could not be read or written: %s",
		"그 폴더를 읽고 쓸 수 있는지, 디스크에 자리가 있는지 보세요.":      "See whether that directory can be read and written and the disk has room.",
		"한 사람의 초대와 기록을 모두 지우기":                     "delete one learner's invitation and records",
		"%s의 초대와 기록을 모두 지웠어요.\n":                   "The invitation and all records of %s are deleted.\n",
		"%q라는 이름의 초대는 없어요.":                        "nobody named %q is invited.",
		"k8slab workshop report로 이름을 볼 수 있어요.":     "k8slab workshop report shows the names.",
		"초대 코드 만들기 (명단이나 사람 수만큼)":                  "make invitation codes (for a roster or a number)",
		"초대 코드를 만들어 나눠 줄 수 있게 보여 줘요. 코드는 지금만 볼 수 있고, 기록에는 되돌릴 수 없는 값만 남아요.\n\n--roster의 CSV 파일은 첫 칸이 이름이에요. --keys의 파일은 authorized_keys처럼 한 줄에 공개 키 하나이고,\n뒤에 적힌 말이 이름이에요. 그 사람은 코드 없이 자기 키로 들어와요.": "Makes invitation codes and shows them to be handed out. They are seen only now; only irreversible values are kept.\n\nThe first column of --roster's CSV file is the name. The file of --keys is like authorized_keys: one public key a line,\nand what follows it is the name. These people come in with their keys and need no code.",
		"초대할 사람 수":                          "how many to invite",
		"명단 파일 (CSV, 첫 칸이 이름)":              "roster file (CSV, name in the first column)",
		"코드 대신 쓸 공개 키 파일 (authorized_keys)": "file of public keys to use instead of codes (authorized_keys)",
		"초대는 한 번에 1~%d명까지 할 수 있어요.":         "one call invites 1 to %d people.",
		"-n에 그 사이의 수를 쓰세요.":                 "Use a number between these with -n.",
		"학생 %02d":                           "learner %02d",
		"명단을 읽을 수 없어요: %s":                  "the roster cannot be read: %s",
		"파일의 경로와 권한을 확인해 주세요.":              "Check the file's path and its permissions.",
		"명단이 CSV가 아니에요: %s":                 "the roster is not CSV: %s",
		"한 줄에 한 사람, 첫 칸에 이름을 적어 주세요.":       "Write one person a line, the name in the first column.",
		"명단을 나눠 주세요.":                       "Divide the roster.",
		"명단에 이름이 없어요: %s":                   "the roster has no name: %s",
		"이름":                                "name",
		"%d명의 초대 코드를 만들었어요. 다시 볼 수 없으니 지금 적어 두거나 파일로 남기세요.\n": "%d invitation codes are made. They cannot be seen again: write them down now or keep them in a file.\n",
		"초대를 기록하지 못했어요.":                                        "the invitation could not be recorded.",
		"이미 초대한 키가 아닌지, 디스크에 자리가 있는지 보세요.":                      "See whether the key is invited already and the disk has room.",
		"공개 키를 읽을 수 없어요: %s":                                    "the public keys cannot be read: %s",
		"공개 키가 하나도 없어요: %s":                                     "there is no public key in %s",
		"authorized_keys처럼 한 줄에 키 하나를 적어 주세요.":                  "Write one key a line, as in authorized_keys.",
		"공개 키가 아닌 줄이 있어요: %s":                                   "there is a line that is no public key: %s",
		"수업을 열고 ssh로 들어오는 사람을 맞기":                               "open the class for those who come by ssh",
		"받을 주소와 포트":                                             "address and port to listen on",
		"한꺼번에 들어올 수 있는 사람 수 (넘으면 줄을 서요)":                        "how many may be there at once (others queue)",
		"한꺼번에 실습할 수 있는 사람 수 (0이면 메모리에 맞춰요)":                     "how many may have a live lab at once (0: as memory allows)",
		"키를 누르지 않은 사람을 내보내기까지 (0이면 내보내지 않아요)":                   "time without a key until a learner is sent away (0: never)",
		"연결이 끊긴 사람의 실습을 그대로 둘 시간":                               "how long the lab of a lost connection stays",
		"수업의 길이, 예: 2h (0이면 끝이 없어요)":                            "how long the class is, such as 2h (0: without end)",
		"진행 화면을 볼 사람들의 공개 키 파일 (authorized_keys)":               "file of instructors' public keys (authorized_keys)",
		"수업의 크기나 시간이 0보다 작아요.":                                  "the class's size or time is below 0.",
		"k8slab workshop serve --help로 쓰는 법을 보세요.":              "See k8slab workshop serve --help.",
		"%s에서 받을 수 없어요.":                                        "%s cannot be listened on.",
		"다른 프로그램이 그 포트를 쓰는지 보고 --listen을 바꿔 보세요.":               "See whether another program uses that port, and try another --listen.",
		"진행 화면의 소켓을 만들지 못해서 workshop board는 쓸 수 없어요.":           "the board's socket could not be made, so that workshop board cannot be used.",
		"--instructors의 키로 ssh를 쓰세요.":                           "Use ssh with a key of --instructors.",
		"수업을 열었어요: ssh -p %s 이름@이-컴퓨터의-주소\n":                    "The class is open: ssh -p %s NAME@THIS-MACHINE\n",
		"호스트 키 %s, 자리 %d개, 실습 %d개, 기록은 %s에 있어요. Ctrl+C로 닫아요.\n": "Host key %s, %d places, %d labs, records in %s. Ctrl+C closes it.\n",
		"연결을 더 받을 수 없게 됐어요.":                                    "no more connections can be taken.",
		"workshop serve를 다시 실행해 주세요.":                           "Start workshop serve again.",
		"이 컴퓨터에서 연 수업의 진행 화면 보기":                                "the board of the class that is open on this machine",
		"터미널에서 실행해 주세요.":                                        "Run it in a terminal.",
		"열려 있는 수업이 없어요: %s":                                     "no class is open: %s",
		"k8slab workshop serve로 먼저 수업을 여세요.":                    "Open the class with k8slab workshop serve first.",
		"진행 화면의 연결이 끊겼어요.":                                      "the connection to the board was lost.",
		"수업이 열려 있는지 보고 다시 실행해 주세요.":                             "See whether the class is open, and start it again.",
	}
}

// englishUsage is the twin of usage.
const englishUsage = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Flags of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if not .HasParent}}

Exit codes: 0 fine, 1 a check failed, 2 wrong use, 3 no engine answers, 130 interrupted{{end}}
`
