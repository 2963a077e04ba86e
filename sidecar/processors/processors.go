// Package processors lets Go run on one processor while one is enough.
//
// Go wakes a thread on another processor when a goroutine can run, even for a few microseconds of work. With eight clients,
// that takes a fifth of the CPU time of a get-session, and makes it slower, because Postgres needs the processors, too.
//
// The state belongs to the process, like GOMAXPROCS.
package processors

import (
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	checkEach = 16                     // requests
	window    = 100 * time.Millisecond // for which the load is measured, at least
)

var (
	limited  atomic.Bool // Limit was called
	requests atomic.Uint64

	mutex     sync.Mutex
	state     = number{all: true}
	computing int       // calls of Compute that have not ended
	began     time.Time // of the window
	before    usage     // at that time
)

// Limit lets Go run on one processor while that is enough. It does nothing if GOMAXPROCS is set, if there is only one
// processor, or if the system does not report the CPU time of processes.
func Limit() {
	mutex.Lock()
	defer mutex.Unlock()
	first, err := measure()
	if os.Getenv("GOMAXPROCS") != "" || runtime.GOMAXPROCS(0) == 1 || err != nil {
		return
	}
	limited.Store(true)
	began, before = time.Now(), first
	if computing == 0 {
		change(false)
	}
}

// Served must be called after each request. It changes the number of processors if the load of the last window needs it.
func Served() {
	if !limited.Load() || requests.Add(1)%checkEach != 0 || !mutex.TryLock() {
		return // a change may take long, because it waits until a garbage collection ends
	}
	defer mutex.Unlock()
	now := time.Now()
	if now.Sub(began) < window {
		return
	}
	after, err := measure()
	if err != nil {
		return
	}
	if computing > 0 {
		state.computed = now
	}
	change(state.next(now, after.since(before, now.Sub(began))))
	began, before = now, after
}

// Compute must be called before work that takes milliseconds of CPU time, and done after it. All processors are used in
// the meantime: on a single one, requests would have to wait.
func Compute() (done func()) {
	mutex.Lock()
	defer mutex.Unlock()
	computing++
	change(true)
	return func() {
		mutex.Lock()
		defer mutex.Unlock()
		computing--
		state.computed = time.Now()
	}
}

// change sets GOMAXPROCS to 1, or to what Go uses otherwise. The caller has locked the mutex.
func change(all bool) {
	if !limited.Load() || all == state.all {
		return
	}
	if state.all = all; all {
		runtime.SetDefaultGOMAXPROCS()
	} else {
		runtime.GOMAXPROCS(1)
	}
}
