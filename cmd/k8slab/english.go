package main

import "maps"

// english is what this package says, in English.
func english() map[string]string {
	all := map[string]string{}
	for _, table := range []map[string]string{englishHelp(), englishOptions(), englishFailures(), englishOutput()} {
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
		"코스를 만들 때 쓰는 도구":                     "tools for making a course",
		"바로 돌아가는 작은 코스를 새 폴더에 만들기":           "make a small course that runs, in a new directory",
		"코스에 잘못이 없는지 보기 (아무것도 주지 않으면 내장 코스)": "check a course for mistakes (the built-in one if none is given)",
		"코스를 열어 두고, 파일을 고칠 때마다 화면에서 바로 보기":   "show a course, and every change of its files at once",
		"아무 컨테이너의 네임스페이스와 cgroup 보기":         "show the namespaces and the cgroup of any container",
		"명령의 도움말 보기":                         "help about a command",
		"help [명령]":                          "help [command]",
		"실습 보기와 실행하기":                        "show and perform labs",
		"실습 하기 (--auto: 화면 없이 모범 답안대로)":      "perform a lab (--auto: without a screen, by its model answers)",
		"실습 목록 보기":                           "list the labs",
		"실습의 단계 보기":                          "show the steps of a lab",
		"과 목록 보기":                            "list the lessons",
		"매뉴얼 페이지를 디렉터리에 쓰기":                  "write the manual pages into a directory",
		"진도 보기, 지우기, 내보내기, 들여오기":             "show, reset, export and import progress",
		"과마다 어디까지 했는지 보기":                    "show how far each lesson is done",
		"진도를 모두 지우고 처음부터 하기":                 "forget all progress and begin anew",
		"진도를 표준 출력으로 내보내기":                   "write progress to standard output",
		"내보냈던 진도를 표준 입력에서 들여오기":              "read exported progress from standard input",
		"과나 마크다운 파일을 읽기 좋게 내보내기":             "print a lesson or a Markdown file for reading",
		"판 보기": "show the version",
	}
}

func englishOptions() map[string]string {
	return map[string]string{
		"과를 나눠 줄 인쇄물(HTML, 마크다운)로 내보내기": "write lessons as handouts (HTML, Markdown)",
		"코스의 모든 과":                                   "all lessons of the course",
		"모양: html, md":                               "format: html, md",
		"쓸 파일 (없으면 표준 출력)":                           "file to write (standard output if none is given)",
		"내 실습에서 잰 값을 표에 채우기":                         "fill the tables with what my labs measured",
		"설정 파일의 경로":                                  "path of the configuration file",
		"실습에 쓸 엔진: auto, docker, native":             "engine for labs: auto, docker, native",
		"도커 엔진의 주소 (예: unix:///var/run/docker.sock)": "address of the Docker engine (as in unix:///var/run/docker.sock)",
		"도커 컨텍스트의 이름":                                "name of a Docker context",
		"화면 테마의 이름이나 Glamour 스타일 파일(JSON)":           "name of a theme, or a Glamour style file (JSON)",
		"선과 기호를 ASCII로만 그리기":                         "draw lines and signs with ASCII only",
		"화면을 꾸미지 않고 한 줄씩 쓰기 (화면 낭독기, 파이프)":           "line by line, without a screen (screen readers, pipes)",
		"내장 코스 대신 쓸 코스의 폴더나 ZIP 파일":                  "directory or ZIP file of a course to use instead of the built-in one",
		"동작 기록을 파일에 쓰기 (파일이 없으면 상태 디렉터리의 debug.log)": "write a log to a file (debug.log in the state directory if none is given)",
		"실습 화면을 1초에 몇 번 새로 볼지 (1~10)":                "how often a second a lab is looked at (1-10)",
		"화면의 말: ko, en":                              "language of the interface: ko, en",
		"도움말 보기":                                     "show this help",
		"나타낼 모양: text, json":                         "output: text, json",
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
		"%s에 코스를 만들지 못했어요.":               "the course could not be made in %s.",
		"쓸 수 있는 자리인지, 디스크에 자리가 남았는지 보세요.": "See whether the place can be written to and the disk has room.",
		"코스에 고칠 데가 있어요.":                  "the course has mistakes.",
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
		"%q이라는 실습은 없어요.":                          "there is no lab %q.",
		"k8slab lab list로 실습을 볼 수 있어요.":           "k8slab lab list shows the labs.",
		"실습 파일의 그 줄을 고쳐 주세요.":                     "Mend that line of the lab's file.",
		"-o에는 %q을(를) 쓸 수 없어요.":                    "-o does not take %q.",
		"text나 json을 쓰세요.":                        "Use text or json.",
		"명령을 이해하지 못했어요: %s":                       "the command was not understood: %s",
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
		"k8slab을 새 판으로 바꿔 주세요.":                   "Use a newer k8slab.",
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
		"%q이라는 과도 파일도 없어요.":                       "there is neither a lesson nor a file %q.",
		"k8slab list로 과를 보거나, 파일의 경로를 확인해 보세요.":   "See k8slab list for the lessons, or check the file's path.",
		"수업을 열지 못했어요: %s":                         "the course could not be opened: %s",
		"k8slab을 다시 설치해 보세요.":                     "Install k8slab again.",
		"코스를 열지 못했어요: %s":                         "the course could not be opened: %s",
		"폴더나 ZIP 파일의 경로와 읽을 권한을 확인해 보세요.": "" +
			"Check the path of the directory or ZIP file, and whether it may be read.",
		"코스를 열지 못했어요. %s":                        "the course could not be opened. %s",
		"k8slab course check로 고칠 데를 모두 볼 수 있어요.": "k8slab course check shows everything to mend.",
		"터미널에서 실행하거나, k8slab read와 k8slab lab run --auto를 써 보세요.": "" +
			"Run it in a terminal, or use k8slab read and k8slab lab run --auto.",
		"진도를 저장하지 못했어요.":              "progress could not be kept.",
		"상태 디렉터리에 쓸 수 있는지 보세요: %s":    "See whether the state directory can be written: %s",
		"%q이라는 과는 없어요.":               "there is no lesson %q.",
		"터미널을 쓸 수 없게 됐어요.":            "the terminal can no longer be used.",
		"터미널을 새로 열고 다시 실행해 보세요.":      "Open a new terminal and start again.",
		"실습의 잠금 파일을 둘 곳에 쓸 수 없어요: %s": "the place for the labs' locks cannot be written: %s",
		"그 디렉터리가 내 것이고 쓸 수 있는지 보세요.":  "See whether that directory is yours and can be written.",
	}
}

func englishOutput() map[string]string {
	return map[string]string{
		"그 셸의 스크립트는 없어요: %s":                             "there is no script for that shell: %s",
		"bash, zsh, fish, powershell 가운데 하나를 쓰세요.":       "Use one of bash, zsh, fish, powershell.",
		"실습이 골라서":                                        "chosen by the lab",
		"%s/%s, CPU %d개":                                 "%s/%s, %d CPUs",
		"이 컴퓨터에서 포드맨을 찾지 못했어요.":                          "Podman was not found on this machine.",
		"포드맨을 설치하고 `podman system service`를 켜면 볼 수 있어요.": "Install Podman and start `podman system service` to see it.",
		"실습을 녹화할 파일 (all이면 디렉터리)":                        "file to record the lab to (with all, a directory)",
		"녹화를 저장하지 못했어요: ":                                "The recording could not be saved: ",
		"그 자리에 쓸 수 있는지, 디스크에 자리가 있는지 보세요.":               "See whether that place can be written to and the disk has room.",
		"둘 곳이 없어요 (HOME이나 XDG_CONFIG_HOME을 정해 주세요)":      "nowhere to be (set HOME or XDG_CONFIG_HOME)",
		"%s (아직 없어요)":                                    "%s (not there yet)",
		"설정 파일: %s\n\n":                                  "configuration file: %s\n\n",
		"기본값":                                            "default",
		"%-24s %s (%d단계)\n":                              "%-24s %s (%d steps)\n",
		"   확인: %s\n":                                    "   check: %s\n",
		"아직":                                             "not yet",
		"보는 중":                                           "begun",
		"마침":                                             "done",
		`%s에 작은 코스를 만들었어요. 이제 이렇게 해 보세요.

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
