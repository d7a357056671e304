//go:build linux

package native

import (
	"os"
	"strings"
	"testing"

	"github.com/k8slab/k8slab/test/ordinary"
)

// Everything that root can, an ordinary user can as well, or is told why not: the contract and the promises, once more,
// without root. Where these tests are an ordinary user's already, they have been that.
func TestAsOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		return
	}
	user := ordinary.New(t)
	cmd := user.Command(t, user.Bring(t, "/proc/self/exe"),
		"-test.v", "-test.timeout=15m", "-test.run=^Test(Contract|Hostile.*|KilledAtAnyMoment|Sweep|KeeperKilled|EightAtOnce)$")
	cmd.Env = append(cmd.Env,
		"K8SLAB_TEST_LABBOX="+user.Bring(t, labboxFile(t)), hostileVariable+"="+user.Bring(t, hostileFile(t)))
	if emulated() {
		cmd.Env = append(cmd.Env, "K8SLAB_TEST_EMULATED=1")
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestContract ") {
		t.Fatalf("%v\n%s", err, out)
	}
	if testing.Verbose() {
		t.Logf("%s", out)
	}
}
