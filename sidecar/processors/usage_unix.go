//go:build unix

package processors

import (
	"runtime/metrics"
	"slices"
	"syscall"
	"time"
)

// maxDelay is how long a goroutine may wait for a processor.
const maxDelay = 2 * time.Millisecond

// A usage is what the process has used since its start.
type usage struct {
	cpu              time.Duration
	started, delayed uint64 // goroutines, of which Go counts every eighth
}

// measure returns the usage until now.
func measure() (usage, error) {
	var of syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &of); err != nil {
		return usage{}, err
	}
	u := usage{cpu: time.Duration(of.Utime.Nano() + of.Stime.Nano())}
	metrics.Read(latencies)
	waited := latencies[0].Value.Float64Histogram()
	first, _ := slices.BinarySearch(waited.Buckets, maxDelay.Seconds())
	for i, n := range waited.Counts {
		u.started += n
		if i >= first {
			u.delayed += n
		}
	}
	return u, nil
}

// latencies is used for all measurements, so that they allocate once.
var latencies = []metrics.Sample{{Name: "/sched/latencies:seconds"}}

// since returns the load between two measurements.
func (u usage) since(before usage, took time.Duration) load {
	return load{
		used:    float64(u.cpu-before.cpu) / float64(took),
		delayed: float64(u.delayed-before.delayed) / float64(max(u.started-before.started, 1)),
	}
}
