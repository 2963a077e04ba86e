package branch

import "time"

const (
	maxGathered = 24               // without waiting, more look-ups already make large batches, and the processor does not idle
	maxWait     = time.Millisecond // of a batch for the callers of the one before
	maxSkipped  = 64               // batches that do not wait because callers did not come back
)

// A gathering lets a batch wait until the callers of the batch before it have come back. A batch costs as much for one
// look-up as for many. Without waiting, the callers of a busy server fall into two groups whose batches take turns: each
// batch holds half of the callers, and each caller also waits for the other group's batch. A batch waits at most three
// times as long as the one before took, and at most maxWait. If callers do not come back in that time twice in a row, the
// next batches do not wait.
type gathering struct {
	expected int       // look-ups that must wait before a free seat is taken; 0: any
	until    time.Time // when the wait ends
	timer    *time.Timer
	skip     int           // batches that do not wait
	nextSkip int           // after the next miss in a row: 0, 1, 3, 7 and so on
	longest  time.Duration // a wait; 0: no batch waits
}

// expect is called when the answers of a batch are known, before its callers receive them. It lets the next batch wait for
// as many look-ups as there were callers in this one, besides those that wait already. A caller that is alone never waits.
func (q *queue) expect(callers int, took time.Duration) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	g := &q.gathering
	expected, wait := callers+len(q.waiting), min(3*took, g.longest)
	if expected < 2 || expected > maxGathered || wait <= 0 {
		return
	}
	if g.skip > 0 {
		g.skip--
		return
	}
	g.expected, g.until = expected, time.Now().Add(wait)
	if g.timer == nil {
		g.timer = time.AfterFunc(wait, q.stopGathering)
	} else {
		g.timer.Reset(wait)
	}
}

// stopGathering lets those that have come start the batch.
func (q *queue) stopGathering() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	g := &q.gathering
	if g.expected == 0 || time.Now().Before(g.until) {
		return // of an earlier batch
	}
	g.expected, g.skip = 0, g.nextSkip
	g.nextSkip = min(2*g.nextSkip+1, maxSkipped)
	q.startNext()
}

// isComplete reports whether a batch of that many look-ups need not wait for more. If so, the gathering has ended.
func (g *gathering) isComplete(lookups int) bool {
	if lookups < g.expected {
		return false
	}
	if g.expected > 0 {
		g.expected, g.nextSkip = 0, 0
	}
	return true
}
