//go:build linux

package applets_test

import (
	"regexp"
	"testing"

	"github.com/k8slab/k8slab/cmd/labbox/internal/labboxtest"
)

func TestMain(m *testing.M) { labboxtest.Main(m) }

// What learners type, and what comes of it. The output is a pattern that must match the whole of it.
func TestWhatLearnersType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		script, want string
		code         int
	}{
		{`printf 'b 2\na 10\nc 1\n' | sort -rn -k2`, "a 10\nb 2\nc 1", 0},
		{`seq 20 | head -2; seq 20 | tail -2; seq 20 | head -n -18; seq 20 | tail -n +19`, "1\n2\n19\n20\n1\n2\n19\n20", 0},
		{`mkdir -p a/b; touch a/b/x.go a/y; find . -name '*.go'; find a -type f | sort`, "./a/b/x.go\na/b/x.go\na/y", 0},
		{`mkdir d; echo hit > d/f; echo miss > g; grep -rn hit .`, `\./d/f:1:hit`, 0},
		{`echo x > f; chmod 640 f; touch -d 2020-01-02 f; cp -a f g; stat -c '%a %Y' f g | uniq | wc -l`, "1", 0},
		{`ls /nosuch`, "ls: cannot access '/nosuch': No such file or directory", 2},
		{`cat /nosuch /etc/hostname > /dev/null`, "cat: /nosuch: No such file or directory", 1},
		{`mkdir d; rm d`, "rm: cannot remove 'd': Is a directory", 1},
		{`mkdir d; touch d/f; rm -rf d nosuch; ls`, "", 0},
		{`rm -rf /`, "rm: refusing to remove '/'", 1},
		{`touch a .b; ls; ls -a; ls -A`, "a\n\\.\n\\.\\.\n\\.b\na\n\\.b\na", 0},
		{`touch f; chmod 4755 f; ls -l f`, `-rwsr-xr-x 1 \S+ \S+ 0 \w{3} [ \d]\d \d\d:\d\d f`, 0},
		{`ln -s /nowhere l; ls -l l; readlink l`, "l[rwx-]+ 1 .* l -> /nowhere\n/nowhere", 0},
		{`ls -lah /etc/passwd`, `-rw-r--r-- +1 root root [0-9.]+K? .* /etc/passwd`, 0},
		{`df -h / | tail -1`, `.* +[0-9.]+[KMGT]? +[0-9.]+[KMGT]? +[0-9.]+[KMGT]? +\d+% /`, 0},
		{`df -T . | head -1`, `Filesystem +Type +1K-blocks +Used +Available Use% Mounted on`, 0},
		{`head -c 10000 /dev/zero > z; du -h z; du -sb z`, "12K\tz\n10000\tz", 0},
		{`free -h | head -1`, ` +total +used +free +shared +buff/cache +available`, 0},
		{`free -m | grep -c '^\(Mem\|Swap\):'`, "2", 0},
		{`id -u; whoami; id -un`, `(\d+)\n(\S+)\n\S+`, 0},
		{`hostname; uname -n`, `(\S+)\n\S+`, 0},
		{`uname -r; cat /proc/sys/kernel/osrelease`, `(\S+)\n\S+`, 0},
		{`nproc`, `[1-9]\d*`, 0},
		{`date -u -d @0 '+%Y-%m-%d %H:%M:%S %%'`, `1970-01-01 00:00:00 %`, 0},
		{`env -i A=1 env`, `A=1`, 0},
		{`A=1 env | grep ^A=; A=2 printenv A`, "A=1\n2", 0},
		{`which ls | grep -c /ls; which nosuch; echo $?`, "1\n1", 0},
		{`timeout 0.1 sleep 100; echo $?`, "124", 0},
		{`timeout 10 sh -c 'exit 3'; echo $?`, "3", 0},
		{`echo a b c | xargs -n1 echo x; echo p q | xargs -I{} echo '<{}>'`, "x a\nx b\nx c\n<p q>", 0},
		{
			`echo '"a b" c' | xargs -n1 echo; echo | xargs -r echo no; echo nosuchtool | xargs -I{} {} ; echo $?`,
			"a b\nc\nxargs: nosuchtool: No such file or directory\n127", 0,
		},
		{`printf '%5d|%-5s|%05.1f|%x|%c|%s\n' 3 ab 2.25 255 한 끝`, `    3\|ab   \|002\.2\|ff\|한\|끝`, 0},
		{`env echo -e 'a\tb\x41\0101'; env echo -n x`, "a\tbAA\nx", 0},
		{`echo 한글은 | cut -c1-2; echo a:b:c | cut -d: -f2-`, "한글\nb:c", 0},
		{
			`echo hello | tr a-z A-Z; echo aabbc | tr -s ab; echo a1b2 | tr -d '[:digit:]'; echo abc | tr -c 'a\n' x`,
			"HELLO\nabc\nab\naxx", 0,
		},
		{`seq 3 > f; seq 2 4 | tee -a f | wc -l; wc -l f; cat -n f | tail -1`, "3\n6 f\n     6\t4", 0},
		{`dd if=/dev/zero of=f bs=1k count=3 status=none; stat -c %s f`, "3072", 0},
		{
			`mkdir d; echo 하나 > d/f; ln -s f d/l; tar czf a.tgz d; rm -r d; tar tf a.tgz; tar xf a.tgz; cat d/l`,
			"d/\nd/f\nd/l\n하나", 0,
		},
		{`tar cf - nosuch; echo $?`, `(?s).*tar: nosuch: No such file or directory.*\d`, 0},
		{`sleep 100 & kill -0 $! && kill $!; wait $!; kill 99999999`, `kill: \(99999999\): No such process`, 1},
		{`kill -l 9; kill -l TERM; kill -l 137`, "KILL\n15\nKILL", 0},
		{`sleep 1000 & pgrep -x sleep | grep -c "^$!$"; pkill -9 -x -f 'sleep 1000'; wait $!; echo $?`, "1\n137", 0},
		{`ip link show lo`, `1: lo: <LOOPBACK.*\n    link/loopback 00:00:00:00:00:00`, 0},
		{`ip -br addr | grep -c '^lo '`, "1", 0},
		{`ip nonsense`, "(?s)ip: don't understand 'nonsense'.*", 2},
		{`mount | grep -c ' on /proc type proc '`, `[1-9]\d*`, 0},
		{`nc -z -w 1 127.0.0.1 1; echo $?`, "1", 0},
		{
			`echo "hello net" | nc -l 127.0.0.1 -p 47321 > got &
			  until echo "hi there" | nc 127.0.0.1 47321 2> e; do sleep 0.05; done; wait; cat got`,
			"hello net\nhi there", 0,
		},
		{`printf 'HTTP/1.0 200 OK\r\nX: y\r\n\r\nbody\n' | nc -l 127.0.0.1 -p 47322 > req &
		  until wget -q -O - http://127.0.0.1:47322/a?b 2> e; do sleep 0.05; done; wait; head -1 req | tr -d '\r'`, "body\nGET /a\\?b HTTP/1.0", 0},
		{`wget https://example.org/`, `wget: https는 쓸 수 없어요.*`, 1},
		{`ps -o pid= -p $$ | tr -d ' ' | grep -c "^$$$"`, "1", 0},
		{`ps --help`, `(?s)사용법: ps .*`, 0},
		{`ls -Z`, "ls: invalid option -- 'Z'\nTry 'ls --help'.", 2},
		{`head -n x /etc/passwd`, "(?s)head: invalid number: .x.*", 2},
		{`basename /a/b.go .go; dirname /a/b /c d/e/; realpath /proc/../etc`, "b\n/a\n/\nd\n/etc", 0},
		{`less /etc/hostname | wc -l`, "1", 0},
		{`top -b -n 1 | head -1`, `top - \d\d:\d\d:\d\d up .* load average: .*`, 0},
	} {
		t.Run(c.script, func(t *testing.T) {
			t.Parallel()
			got, code := labboxtest.Shell(t, t.TempDir(), c.script)
			if !regexp.MustCompile("^(?:"+c.want+")$").MatchString(got) || code != c.code {
				t.Errorf("printed\n%s\nwith status %d, want\n%s\nwith %d", got, code, c.want, c.code)
			}
		})
	}
}

// Equal halves must be equal: what two tools say of the same thing.
func TestToolsAgreeWithEachOther(t *testing.T) {
	t.Parallel()
	for _, script := range []string{
		`hostname; uname -n`, `id -un; whoami`, `uname -r; cat /proc/sys/kernel/osrelease`, `pwd; readlink -f .`,
		`readlink /proc/self/ns/net | tr -dc 0-9; echo; lsns -t net -p $$ -n 2>/dev/null | tr -s ' ' | cut -d' ' -f1`,
	} {
		got, code := labboxtest.Shell(t, t.TempDir(), script)
		half := len(got) / 2
		if code != 0 || got[:half] != got[half+1:] {
			t.Errorf("%s\n%s\n(status %d)", script, got, code)
		}
	}
}

// ps and top must show a process as the kernel has it.
func TestPSShowsTheProcess(t *testing.T) {
	t.Parallel()
	got, _ := labboxtest.Shell(t, "", `sleep 1234 & ps aux | grep 'sleep 1234$' | wc -l
ps -ef | grep 'sleep 1234$' | tr -s ' ' | cut -d' ' -f3 | grep -c "^$$\$"
ps -o pid,ppid,stat,nlwp,args -p $! | tail -1
ps --forest -eo pid,args | grep -c ' sleep 1234$'
top -b -n1 | grep -c 'sleep 1234$'
kill $!`)
	if !regexp.MustCompile(`^1\n1\n *\d+ +\d+ S\S* +\d+ sleep 1234\n1\n1$`).MatchString(got) {
		t.Errorf("it printed\n%s", got)
	}
}

// The walls can be seen from both sides.
func TestUnshareAndNsenter(t *testing.T) {
	t.Parallel()
	got, code := labboxtest.Shell(t, "", `unshare -r id -u
unshare -ru sh -c 'hostname inner; hostname'
unshare -rpf --mount-proc ps -e -o pid= | tr -d ' '
unshare -rn ip -br link | wc -l
unshare -rT readlink /proc/self/ns/time > t; readlink /proc/self/ns/time | diff - t > /dev/null 2>&1 || grep -c time t`)
	if want := "0\ninner\n1\n1\n1"; got != want || code != 0 {
		t.Errorf("unshare printed\n%s\nwant\n%s\n(status %d)", got, want, code)
	}
	got, code = labboxtest.Shell(t, "", `unshare -u sh -c 'hostname inner; sleep 1000' &
until pgrep -f '^sleep 1000$' > pid; do sleep 0.05; done
nsenter -t $(pgrep -n -f '^sleep 1000$') -u hostname
nsenter -t $(pgrep -n -f '^sleep 1000$') -a hostname
pkill -f '^sleep 1000$'`)
	if want := "inner\ninner"; got != want || code != 0 {
		t.Errorf("nsenter printed\n%s\nwant\n%s\n(status %d)", got, want, code)
	}
}
