// Package watch keeps a small process beside the program that outlives it, if only for a moment, and clears away what
// the program leaves when it dies by surprise: kill -9, a panic, a closed terminal, a lost connection.
//
// The program starts it by running itself again with a hidden argument, and holds the writing end of a pipe that nobody
// else has. Whatever ends the program closes that pipe; then the watcher carries out the duties that it has been given
// and that have not been taken back, and exits. It is a session leader, ignores SIGHUP, SIGINT and SIGTERM, and holds
// nothing else: no terminal, no connection to an engine, no lock.
//
// In the program:
//
//	w := watch.New(watch.Self("watch"))
//	defer w.Close()
//	err := w.Add(watch.Duty{Kind: "docker", Key: id, Data: endpointAndFilter})  // before anything is made
//	…
//	w.Done(id)                                                                  // after everything is gone
//
// In the process it starts, as early in main as can be (see [Main]):
//
//	if len(os.Args) > 1 && os.Args[1] == "watch" {
//		os.Exit(watch.Main(map[string]watch.Sweeper{"docker": sweepDocker}))
//	}
//
// Add starts the process when there is none, which takes about a millisecond: it waits for the new process to exist, not
// for it to run. What was written before the program's death is read after it. If the watcher dies first, the program
// starts another one and tells it everything again. Should both die at once, the next start of the program sweeps the
// sessions that are dead (package lease).
//
// The package knows no engine: what a duty's Data mean is between the two ends.
package watch
