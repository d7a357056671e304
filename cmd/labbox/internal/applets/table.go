//go:build linux

package applets

import "maps"

// table lists all tools with their help.
func table() map[string]tool {
	all := map[string]tool{}
	for _, part := range []map[string]tool{fileTools(), textTools(), processTools(), wallTools(), otherTools()} {
		maps.Copy(all, part)
	}
	return all
}

func fileTools() map[string]tool {
	editHelp := "edit 파일\n파일을 고쳐요. Ctrl-S 저장, Ctrl-Q 끝내기, Ctrl-F 찾기, Ctrl-K 줄 잘라내기, Ctrl-U 붙여넣기"
	pagerHelp := "less [파일…]\n긴 글을 한 화면씩 보여 줘요. 스페이스 다음, b 이전, q 끝내기"
	return map[string]tool{
		"ls":       {ls, "ls [-alhRtSr1dFi] [파일…]\n파일 목록을 보여 줘요. -l 자세히, -a 숨은 파일도, -h 읽기 쉬운 크기, -t 시간순, -R 하위까지"},
		"cat":      {cat, "cat [-n] [파일…]\n파일 내용을 보여 줘요. -n 줄 번호"},
		"cp":       {cp, "cp [-arfinpv] 원본… 대상\n파일을 복사해요. -r 디렉터리째, -a 권한과 시간까지 그대로"},
		"mv":       {mv, "mv [-finv] 원본… 대상\n파일을 옮기거나 이름을 바꿔요."},
		"rm":       {rm, "rm [-rfiv] 파일…\n파일을 지워요. -r 디렉터리째, -f 없어도 오류 없이"},
		"mkdir":    {mkdir, "mkdir [-pv] [-m 모드] 디렉터리…\n디렉터리를 만들어요. -p 중간 경로까지"},
		"rmdir":    {rmdir, "rmdir [-p] 디렉터리…\n빈 디렉터리를 지워요."},
		"touch":    {touch, "touch [-acm] [-d 시각] 파일…\n빈 파일을 만들거나 시각을 바꿔요."},
		"ln":       {ln, "ln [-sfn] 원본 링크\n링크를 만들어요. -s 심볼릭 링크"},
		"chmod":    {chmod, "chmod [-R] 모드 파일…\n권한을 바꿔요. 예: chmod 644 a, chmod u+x a"},
		"chown":    {chown, "chown [-R] 사용자[:그룹] 파일…\n소유자를 바꿔요."},
		"chgrp":    {chown, "chgrp [-R] 그룹 파일…\n그룹을 바꿔요."},
		"stat":     {stat, "stat [-L] [-f] [-c 형식] 파일…\n파일의 자세한 정보를 보여 줘요."},
		"find":     {find, "find [경로…] [조건…]\n파일을 찾아요. -name '*.go' -type f -maxdepth 2 -size +1M -mtime -1 -exec 명령 {} ';' -delete"},
		"du":       {du, "du [-shac] [-d 깊이] [파일…]\n파일이 차지하는 디스크 크기를 보여 줘요."},
		"df":       {df, "df [-hTia] [파일…]\n파일 시스템마다 남은 자리를 보여 줘요."},
		"dd":       {dd, "dd if=원본 of=대상 bs=크기 count=개수\n블록 단위로 복사해요."},
		"tar":      {tarTool, "tar -c|-x|-t [-vz] [-f 파일] [-C 디렉터리] [파일…]\n아카이브를 만들고(-c) 풀고(-x) 보여 줘요(-t)."},
		"readlink": {readlink, "readlink [-f] 링크…\n링크가 가리키는 곳을 보여 줘요."},
		"realpath": {readlink, "realpath 경로…\n링크를 모두 따라간 절대 경로를 보여 줘요."},
		"basename": {basename, "basename 경로 [꼬리]\n경로의 마지막 이름을 보여 줘요."},
		"dirname":  {dirname, "dirname 경로…\n마지막 이름을 뺀 경로를 보여 줘요."},
		"mktemp":   {mktemp, "mktemp [-d]\n임시 파일을 만들고 이름을 보여 줘요."},
		"sync":     {syncDisks, "sync\n아직 쓰지 않은 내용을 디스크에 써요."},
		"edit":     {edit, editHelp},
		"vi":       {edit, editHelp},
		"nano":     {edit, editHelp},
		"less":     {pager, pagerHelp},
		"more":     {pager, pagerHelp},
	}
}

func textTools() map[string]tool {
	return map[string]tool{
		"echo":   {echo, "echo [-ne] [글자…]\n글자를 그대로 보여 줘요."},
		"printf": {printf, "printf 형식 [값…]\n형식에 맞춰 보여 줘요. 예: printf '%s %d\\n' a 1"},
		"grep":   {grep, "grep [-inrvclowEF] [-A n] [-B n] 패턴 [파일…]\n패턴이 있는 줄을 찾아요. -r 하위까지, -n 줄 번호, -v 없는 줄"},
		"head":   {head, "head [-n 줄 수] [파일…]\n앞부분을 보여 줘요. head -2도 돼요."},
		"tail":   {tail, "tail [-f] [-n 줄 수] [파일…]\n끝부분을 보여 줘요. -f 계속 따라가기"},
		"wc":     {wc, "wc [-lwcm] [파일…]\n줄, 낱말, 바이트 수를 세요."},
		"sort":   {sortLines, "sort [-nrhufs] [-k 칸] [-t 구분자] [파일…]\n줄을 정렬해요. -n 숫자로, -r 거꾸로, -h 단위 붙은 크기로"},
		"uniq":   {uniq, "uniq [-cdui] [파일]\n이어지는 같은 줄을 하나로 줄여요. -c 개수"},
		"seq":    {seq, "seq [처음 [간격]] 끝\n수를 차례로 보여 줘요."},
		"tr":     {tr, "tr [-dsc] 글자들 [바꿀 글자들]\n글자를 바꾸거나 지워요(-d)."},
		"cut":    {cut, "cut -f 칸 [-d 구분자] | -c 글자 [파일…]\n줄에서 필요한 칸만 잘라요."},
		"tee":    {tee, "tee [-a] 파일…\n화면과 파일에 함께 써요."},
		"xargs":  {xargs, "xargs [-n 개수] [-I 표시] 명령…\n입력을 인자로 삼아 명령을 실행해요."},
		"yes":    {yes, "yes [글자]\n같은 줄을 끝없이 보여 줘요."},
	}
}

func processTools() map[string]tool {
	return map[string]tool{
		"ps":      {ps, "ps [aux | -ef | -o 칸,… | -p PID]\n프로세스를 보여 줘요. --forest 부모와 자식. 칸: pid ppid user stat %cpu %mem rss nlwp nspid args"},
		"top":     {top, "top [-b] [-n 횟수] [-d 초]\nCPU를 많이 쓰는 프로세스부터 계속 보여 줘요. q 끝내기, m 메모리 순. 100%는 코어 하나예요."},
		"kill":    {kill, "kill [-신호] PID…\n프로세스에 신호를 보내요. 예: kill -9 42. kill -l은 신호 목록"},
		"pgrep":   {pgrep, "pgrep [-flxc] 이름\n이름으로 프로세스를 찾아요."},
		"pkill":   {pgrep, "pkill [-신호] [-fx] 이름\n이름이 맞는 프로세스에 신호를 보내요."},
		"killall": {pgrep, "killall [-신호] 이름\n그 이름의 프로세스 모두에 신호를 보내요."},
		"pidof":   {pidof, "pidof 이름…\n그 이름의 프로세스 번호를 보여 줘요."},
		"free":    {free, "free [-hmgbt] [-s 초]\n메모리를 보여 줘요. 컨테이너 안에서도 컴퓨터 전체의 값이에요."},
		"uptime":  {uptime, "uptime [-p]\n켜진 지 얼마나 되었는지와 평균 부하를 보여 줘요."},
		"nproc":   {nproc, "nproc\n쓸 수 있는 CPU 수를 보여 줘요."},
		"sleep":   {sleep, "sleep 초\n그만큼 기다려요. 0.5, 2m처럼 쓸 수 있어요."},
		"timeout": {timeout, "timeout 초 명령…\n시간이 지나면 명령을 끝내요."},
		"nohup":   {nohup, "nohup 명령…\n터미널이 닫혀도 명령이 계속되게 해요."},
		"watch":   {watch, "watch [-n 초] 명령…\n명령을 되풀이하면서 결과를 보여 줘요."},
	}
}

func wallTools() map[string]tool {
	return map[string]tool{
		"lsns":          {lsns, "lsns [-t 종류] [-p PID]\n네임스페이스 목록을 보여 줘요. 종류: mnt uts ipc pid net user cgroup time"},
		"unshare":       {unshare, "unshare [-UCiunpTmr] [--mount-proc] [명령…]\n새 네임스페이스에서 명령을 실행해요. -r 새 사용자 네임스페이스의 root로, -p PID, -m 마운트, -n 네트워크, -u 호스트 이름, -i IPC, -C cgroup"},
		"unshare-inner": {unshareInner, "unshare가 안에서 쓰는 명령이에요."},
		"nsenter":       {nsenter, "nsenter -t PID [-a | -UCiunpTm] [명령…]\n다른 프로세스의 네임스페이스에 들어가서 명령을 실행해요."},
		"hostname":      {hostname, "hostname [-i] [새 이름]\n호스트 이름을 보여 주거나 바꿔요. -i 주소"},
		"id":            {id, "id [-unG] [사용자]\n사용자와 그룹 번호를 보여 줘요."},
		"whoami":        {whoami, "whoami\n지금 사용자 이름을 보여 줘요."},
		"mount":         {mount, "mount [-t 종류] [-o 옵션] [원본 대상]\n인자가 없으면 마운트 목록을 보여 줘요."},
		"umount":        {umount, "umount [-l] 대상…\n마운트를 풀어요."},
		"ip":            {ip, "ip [-br] addr | link | route | neigh\n네트워크를 보여 줘요. 예: ip addr, ip link set lo up, ip addr add 10.0.0.1/24 dev eth0"},
		"ping":          {ping, "ping [-c 횟수] [-i 초] 주소\n상대가 대답하는지, 얼마나 걸리는지 봐요."},
		"nc":            {nc, "nc 주소 포트 | nc -l 포트\nTCP로 이어요. -l 기다리기, -u UDP, -z 열렸는지만, -v 자세히, -w 초"},
		"wget":          {wget, "wget [-q] [-O 파일] http://주소/\nHTTP로 받아요. -O - 화면에 보여 주기"},
		"uname":         {uname, "uname [-asnrvm]\n커널을 보여 줘요. -r 릴리스, -a 모두"},
	}
}

func otherTools() map[string]tool {
	constant := func(code int) func(*call) int { return func(*call) int { return code } }
	return map[string]tool{
		"env":      {env, "env [-i] [-u 이름] [이름=값…] [명령…]\n환경 변수를 보여 주거나, 바꿔서 명령을 실행해요."},
		"printenv": {printenv, "printenv [이름…]\n환경 변수의 값을 보여 줘요."},
		"date":     {date, "date [-u] [+형식]\n지금 시각을 보여 줘요. 예: date +%H:%M:%S"},
		"pwd":      {pwd, "pwd\n지금 디렉터리를 보여 줘요."},
		"which":    {which, "which [-a] 이름…\n명령이 어디에 있는지 보여 줘요."},
		"clear":    {clearScreen, "clear\n화면을 지워요."},
		"reset":    {resetTerminal, "reset\n엉망이 된 터미널을 되돌려요."},
		"stty":     {stty, "stty [size | -a | sane | raw | [-]echo | [-]icanon…]\n터미널의 크기와 설정을 보여 주거나 바꿔요."},
		"tty":      {tty, "tty\n지금 터미널이 무엇인지 보여 줘요."},
		"true":     {constant(0), "true\n아무 일도 하지 않고 성공해요."},
		"false":    {constant(1), "false\n아무 일도 하지 않고 실패해요."},
	}
}
