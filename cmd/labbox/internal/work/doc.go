// Package work holds the workloads of the labs: small programs that behave like the ones of the course's story, and
// that say of themselves how well they do.
//
//	work NAME key=value…          run one until it is stopped or its time is over
//	work list                     what there is
//	work ctl NAME [key=value…]    read or change the settings of one that runs ("stop" ends it)
//	work crowd -- bank … -- game  several of them as plain processes of one computer
//
// Once per window (win_ms) a workload prints one line of JSON, a report as package sandbox defines it; other lines are
// for people. The names of values carry their unit.
//
// What a workload calls CPU work is measured with the CPU clock of the thread that does it, so that 1.5 ms are 1.5 ms on
// every machine. What it calls latency is counted from the moment at which a request was due, not from the moment at
// which somebody got round to it: a service that stands still shows that in its p99 instead of leaving it out
// (coordinated omission).
//
// Everything is bounded, in amount by the limits of its settings and in time by max_s, so that a workload left alone
// cannot hurt a machine even where no cgroup bounds it.
package work
