// Package labs is the lab engine: a lab is data beside its lesson, and this package gives that data life.
//
// # From file to panel
//
//	labs/ID.yaml → [Parse] → [Lab] → [Compile] → [Program] → [Runner] (does) → [Event] → [State] (is) → a panel
//
// A [Lab] is what the file says. A [Program] is a lab whose checks have been compiled. A [Runner] carries out actions
// on a [sandbox.Session] and tells what happened as events; it is the only part that does I/O. A [State] is a pure
// reducer over those events: what it shows follows from the events alone, so that a recording plays through the same
// code as a live lab. [Auto] drives runner and state without a terminal.
//
// # The file
//
//	id: terms
//	title: 첫 컨테이너
//	intro: One paragraph, shown above the first step.
//	needs: [observe]                  # abilities without which the whole lab can't run here
//	scene:                            # every sandbox that a step may start, by name
//	  first:
//	    title: 첫 번째 컨테이너
//	    command: [work, beat]         # run by the lab image's PID 1
//	    limits: {cpu: 0.5, memory: 64MiB, pids: 32}
//	    network: scene                # or nothing: no network
//	    writable: true                # a private layer; otherwise the root is read-only
//	    restart: always               # the engine's restart policy
//	    share: {pid: host, net: other}
//	    env: ["KEY=value"]
//	steps:
//	  - id: start
//	    title: 컨테이너를 시작해요
//	    text: What to do and where to look.
//	    needs: [limit-cpu]            # without these abilities the step is shown as unavailable, with the reason
//	    do:                           # what Enter does; the reference solution of `lab run --auto`
//	      - start: first
//	    check:                        # all must hold; the first that does not says what is still missing
//	      - that: '"first" in sandbox && sandbox.first.running'
//	        else: 아직 컨테이너가 없어요.
//	    hints: [first, then more, then the answer]
//	    meaning: What it meant, shown once the step is done.
//	    show: [cgroup]                # the panels to look at: processes, namespaces, matrix, cgroup
//	    within: 10s                   # how long --auto waits for the check
//
//	charts:
//	  - title: 응답 시간
//	    unit: ms
//	    log: true
//	    series: [{label: 은행 p99, value: 'sandbox.bank.report["p99_ms"]'}]
//	    marks: [{label: 게임, when: '"game" in sandbox && sandbox.game.running'}]
//
// A chart shows all of the time since the lab began. A line stands in it where a mark's condition became true, or, in a
// chart without marks, where each step began. A series may have a second expression, per: its curve is then the growth
// of the first by that of the second, as throttled periods by periods.
//
// A step may measure:
//
//	do:
//	  - measure: {key: traditional.bank.p99_ms, label: 은행 p99, unit: ms, over: 5s, value: 'sandbox.bank.report["p99_ms"]'}
//
// Value may speak of what the lab has measured before, as measured["KEY"]: how many times as slow, for instance. A key need
// not begin with the lab's own id: a lab that measures what another one does fills the same place of a table.
//
// A step may ask for a guess, which the learner must commit to before Enter does the step's actions. Both the guess and
// what came of it are kept and shown side by side:
//
//	predict:
//	  key: traditional.bank.p99_ms    # of the measurement that tells what came of it (this step's, or a later one's)
//	  question: 은행의 p99는 몇 ms가 될까요?
//	  unit: ms
//	  auto: 900                       # what --auto guesses; without it, it guesses nothing
//
//	predict:
//	  key: image.memo.seen
//	  question: two에서도 메모가 보일까요?
//	  choices: [보여요, 안 보여요]     # then the guess is one of these, by number from 1
//	  value: '2'                      # CEL: the number, or the choice, that came true; read when the step is done
//
// The verbs of an action stand at [Action]. Sizes of memory are bytes or have a unit (KiB, MiB, GiB).
//
// # Images
//
//	images:                           # images of the session's own: the lab image with one more layer
//	  memo: {title: 메모가 든 이미지, files: {/memo.txt: "이미지에 든 메모\n"}}
//	scene:
//	  reader: {image: memo, command: [cat, /memo.txt]}
//	steps:
//	  - needs: [images]
//	    show: [layers]
//	    do: [{build: memo}, {save: memo}, {delete: memo}, {load: memo}, {start: reader}]
//
// An image that a container uses is not deleted: remove the container first. Checks see them as `image`, a map by name
// ("lab" is the lab image): present, id, layers, bytes, saved_id, saved_bytes; a sandbox has image (an ID) and
// written_bytes, the size of its private layer (-1 if it has none).
//
// # Engines and runtimes
//
//	scene:
//	  here:  {command: [work, beat]}                      # on the engine that the learner chose
//	  there: {command: [work, beat], engine: native}      # docker, native or podman
//	  gvisor: {command: [work, beat], engine: docker, runtime: runsc}
//	steps:
//	  - engines: [native]       # besides those of the step's own actions
//	    runtimes: [runsc]       # of the engine that the learner chose
//	    show: [runtimes]
//
// A step whose engine or runtime is not there is unavailable, with the reason. A sandbox has engine, runtime and start_ms
// (from asking for it until its PID 1 ran) for checks and measurements.
//
// # Doing it again
//
// A learner can go back by one step ([Runner.Rebuild]): the scene is removed, and what the steps before it do is done
// once more without measuring. So what a step does must be enough to bring about what the next one begins with.
//
// # Checks
//
// A check is an expression in CEL (cel.dev) over the observed state, evaluated after every observation. Its variables
// are `engine`, `host`, `sandbox` and `measured` (the lab's measurements so far, by key); the fields are those of
// [Engine], [Machine] and [Box]. Looking up a sandbox that does not exist makes a condition false, not an error. It does
// not matter who brought the state about: a key in the panel, a shell inside the sandbox, or another program on the
// learner's machine.
//
// A lab file is untrusted: its size, depth and counts are bounded, and so is the memory of the whole scene; unknown fields,
// anchors, aliases, tags and control characters (escaped ones, too) are errors; expressions have a cost limit, loops are
// nested three deep at most, and lists are not joined, since that would cost nothing; of the host's namespaces only pid,
// uts and cgroup can be shared; and there is no way to ask for a privilege or for a path of the host. Whatever is refused
// is refused with its line.
//
// The package knows no terminal and no particular engine, and has no branch for a particular lab.
package labs
