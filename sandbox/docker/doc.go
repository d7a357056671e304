// Package docker drives the Docker Engine API: Docker Engine 19.03 and later (API 1.40 on, negotiated), Docker Desktop,
// rootless Docker, and Podman's compatible socket. It is the only package that imports the moby client.
//
// # Which engine
//
// [Candidates] resolves the endpoint as the docker command does: an explicit host, an explicit context, DOCKER_HOST,
// DOCKER_CONTEXT, the current context of config.json in DOCKER_CONFIG (or ~/.docker), and the platform's default
// socket. Where nothing was asked for, the usual rootless, Docker Desktop and Podman sockets follow. [Connect] takes the
// first that answers; sandbox.Info.Endpoint and Source always say which and why. What a user asked for by name has no
// stand-in: if that does not answer, Connect fails. Every call is bounded in time, an engine that accepts a connection
// and then says nothing included.
//
// # What a sandbox is
//
// A container named k8slab-SESSION-NAME, made from the lab image and nothing else, with
//
//   - PID 1 `labbox hold --dead-man -- COMMAND`: it reaps zombies, and when its standard input ends, everything in the
//     container does. That stream is held by this process, so a program that dies by any means takes its containers
//     with it (see below for those it does not reach);
//   - all capabilities dropped, no-new-privileges, the engine's default seccomp profile;
//   - a read-only root and a tmpfs of 64 MiB on /tmp, counted as the sandbox's own memory (or a private writable layer,
//     in which no file may exceed 256 MiB);
//   - no network but loopback, or one private network of the session, made when first asked for, without a way out;
//   - memory with swap, tasks, open files and, where asked for, CPU bounded;
//   - a cgroup namespace of its own where the API knows one (1.41), and IPC that other sandboxes of the session may join;
//   - no log file kept by the engine: its output is read here and nowhere else.
//
// It runs as user 0. Without capabilities that user can do no more than own the image's files, the lesson on user
// namespaces needs the number to show that it is the host's as well, and an observer that runs as the same user needs no
// capability to read the sandbox's namespaces. A sandbox that shares the PID, network or IPC namespace with the host runs
// as a user whom nobody else is: user 0 could signal the host's own processes there, capabilities or not.
//
// A container without a restart policy is removed by the engine as soon as it exits (--rm). The session remembers how it
// ended, and lists it as exited until it is removed or the session closes; its name is free again after Remove.
//
// # What is seen
//
// One observer container per driver (`labbox observe`: host's PID and cgroup namespaces, no network, read-only, no
// capability) reads the engine's own kernel, so that a remote engine, Docker Desktop and a user outside root see the
// same. It is started together with the first sandbox or the first Observe and fed the PIDs that the engine names. The
// host's own namespaces are read once, by a second one that has CAP_SYS_PTRACE and is gone after that reading.
// Events of the engine start a new reading at once. Where the engine refuses an observer, one exec per reading and the
// stats API stand in, and sandbox.Observation.Missing says what is lost.
//
// # Nothing left behind
//
// Everything made carries labels whose keys begin with "k8slab."; nothing without them is ever touched, and nothing is
// pruned. Closing a session removes what it made. The dead-man line covers sudden death, except for paused containers,
// for those with a restart policy, and for networks: those are removed by a watcher process through [Sweep] (see
// packages sandbox/watch and sandbox/lease), or by the next start of a program with the same scope.
//
// # Podman
//
// Tried with 4.3 as root on cgroup v1. It has no way to change limits (before 4.6) and no cgroup namespace on cgroup v1,
// which Info.Lacks says; it does not tell that a container was killed for want of memory (sandbox.Status.OOMKilled stays
// false, the exit code is 137), and names within a scene need its aardvark-dns package.
package docker
