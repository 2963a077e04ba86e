package password

import (
	"runtime/debug"
	"sync"
	"time"
)

// idlePeriod is how long an unused table is kept.
const idlePeriod = 10 * time.Second

// tables are the tables of a pool: at most maxLanes for each slot. Unused tables are wiped and freed after one to two
// idle periods.
type tables struct {
	mu    sync.Mutex
	idle  []*table // last in, first out
	spare int      // the fewest tables that were idle since the last sweep
	armed bool     // a sweep is due
}

// derive sets the keys of a batch of jobs.
func (ts *tables) derive(batch []*job) {
	acquired := make([]*table, 0, maxLanes)
	for range batch {
		acquired = append(acquired, ts.acquire())
	}
	derive(acquired, batch, keySize)
	for _, t := range acquired {
		ts.release(t)
	}
}

func (ts *tables) acquire() *table {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	last := len(ts.idle) - 1
	if last < 0 {
		return newTable(cost, blockSize)
	}
	t := ts.idle[last]
	ts.idle[last] = nil
	ts.idle = ts.idle[:last]
	ts.spare = min(ts.spare, last)
	return t
}

func (ts *tables) release(t *table) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.idle = append(ts.idle, t)
	if !ts.armed {
		ts.armed = true
		// The timer does not repeat forever: a sweep that leaves no table sets no other timer.
		time.AfterFunc(idlePeriod, ts.sweep)
	}
}

// sweep frees the tables that were not used since the last sweep, so that an idle process is small again two periods
// after its last hash.
func (ts *tables) sweep() {
	ts.mu.Lock()
	idle := append([]*table(nil), ts.idle[:ts.spare]...)
	ts.idle = append([]*table(nil), ts.idle[ts.spare:]...)
	ts.spare = len(ts.idle)
	ts.armed = ts.spare > 0
	if ts.armed {
		time.AfterFunc(idlePeriod, ts.sweep)
	}
	ts.mu.Unlock()

	if len(idle) == 0 {
		return
	}
	for _, t := range idle {
		t.wipe()
	}
	clear(idle)
	debug.FreeOSMemory() // an idle process may not run the garbage collector for two minutes
}
