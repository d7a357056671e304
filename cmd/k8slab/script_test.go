package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts run the program, k8slab, as a process of its own: this test binary plays it, so that it is the
// code under test, with the race detector if the tests have it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"k8slab": main})
}

// TestScripts runs testdata/*.txtar. Beside testscript's own commands they have:
//
//	exits CODE PROGRAM [ARGUMENT…]   run it, and check the exit code
//	json [PATH=VALUE…]               stdout is one JSON document; PATH is like lessons.0.id, VALUE as %v prints it
//	engine                           let the program find the engine of K8SLAB_TEST_DOCKER; without it, it finds none
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "C.UTF-8")
			env.Setenv("DOCKER_HOST", "unix://"+env.WorkDir+"/no-engine.sock")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "json": isJSON, "engine": useEngine,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	var document any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &document); err != nil {
		ts.Fatalf("stdout is not JSON: %v", err)
	}
	for _, arg := range args {
		path, want, _ := strings.Cut(arg, "=")
		got, err := follow(document, strings.Split(path, "."))
		ts.Check(err)
		if (fmt.Sprint(got) == want) == neg {
			ts.Fatalf("%s is %v", path, got)
		}
	}
}

// follow goes down a JSON document by keys and indices.
func follow(v any, path []string) (any, error) {
	for _, p := range path {
		switch parent := v.(type) {
		case map[string]any:
			child, there := parent[p]
			if !there {
				return nil, fmt.Errorf("there is no %s among its keys", p)
			}
			v = child
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(parent) {
				return nil, fmt.Errorf("there is no element %s of %d", p, len(parent))
			}
			v = parent[i]
		default:
			return nil, fmt.Errorf("nothing lies under %v", v)
		}
	}
	return v, nil
}

func useEngine(ts *testscript.TestScript, _ bool, _ []string) {
	address := os.Getenv("K8SLAB_TEST_DOCKER")
	if address == "" {
		ts.Fatalf("this needs a Docker Engine: set K8SLAB_TEST_DOCKER, or use scripts/with-engine.sh")
	}
	ts.Setenv("DOCKER_HOST", address)
}
