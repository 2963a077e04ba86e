package processors

import "time"

const (
	fullUse    = 0.95 // of one processor
	smallUse   = 1.1  // of all: one processor would need a tenth less, because it wakes no threads
	maxDelayed = 0.01 // of the goroutines

	calmTime    = time.Second      // on all processors at least, and without Compute
	delayedTime = 8 * time.Second  // on all processors at least, if goroutines were delayed on one
	retryTime   = 30 * time.Second // until all processors are tried again, if they have not helped
)

// A load describes a window of time.
type load struct {
	used    float64 // processors
	delayed float64 // the part of the goroutines that waited for a processor for longer than maxDelay
}

// A number decides between one processor and all.
type number struct {
	all      bool
	computed time.Time // when Compute last ended
	from     time.Time // when one processor may be tried
	retry    time.Time // when all processors may be tried, because one is used completely
}

// next reports whether to use all processors after a window with that load.
func (n *number) next(now time.Time, l load) (all bool) {
	switch {
	case n.all:
		if l.used > smallUse || now.Before(n.from) || now.Sub(n.computed) < calmTime {
			return true
		}
		n.retry = now.Add(retryTime)
		return false
	case l.delayed > maxDelayed:
		n.from = now.Add(delayedTime)
		return true
	case l.used > fullUse && now.After(n.retry):
		n.from = now.Add(calmTime)
		return true
	}
	return false
}
