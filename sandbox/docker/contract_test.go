package docker_test

import (
	"testing"

	"github.com/k8slab/k8slab/sandbox"
	"github.com/k8slab/k8slab/sandbox/docker"
	"github.com/k8slab/k8slab/sandbox/sandboxtest"
)

func TestContract(t *testing.T) {
	sandboxtest.Run(t, func(t *testing.T) sandbox.Driver {
		d, err := docker.Connect(t.Context(), options(t))
		if err != nil {
			t.Fatalf("connect: %v", err)
		}
		return d
	}, sandboxtest.Options{HostProc: "/proc", Left: left})
}
