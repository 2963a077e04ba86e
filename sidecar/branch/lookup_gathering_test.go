package branch

import (
	"testing"
	"time"
)

// gatheringQueue returns a queue whose batches wait for as long as a test needs, and its only seat.
func gatheringQueue() (*queue, *seat) {
	only := &seat{}
	return &queue{free: []*seat{only}, gathering: gathering{longest: time.Hour}}, only
}

// finish ends a batch of so many callers, and stops the wait for them if it is to end.
func finish(q *queue, s *seat, callers int, stop bool) {
	q.free = nil
	q.expect(callers, time.Hour)
	q.pass(s)
	if stop {
		q.gathering.until = time.Time{}
		q.stopGathering()
	}
}

// TestBatchWaitsForTheCallersOfTheLastOne: the next batch begins when all have come back, and the last of them leads it.
func TestBatchWaitsForTheCallersOfTheLastOne(t *testing.T) {
	t.Parallel()
	q, only := gatheringQueue()
	if s, err := q.join(waiter("0")); s != only || err != nil {
		t.Fatalf("the first one gets %v, %v", s, err)
	}
	if s, err := q.join(waiter("1")); s != nil || err != nil {
		t.Fatalf("while a batch runs, the second one gets %v, %v", s, err)
	}
	finish(q, only, 3, false)
	for i := range 2 {
		if s, err := q.join(waiter("2")); s != nil || err != nil {
			t.Fatalf("%d of 4 have come, and one gets %v, %v", i+2, s, err)
		}
	}
	if s, err := q.join(waiter("4")); s != only || err != nil {
		t.Fatalf("the last one gets %v, %v", s, err)
	}
	if batch := q.take([]lookup{waiter("4")}); len(batch) != 4 {
		t.Errorf("the batch has %d look-ups", len(batch))
	}
}

// TestCallersThatCameEarlierLeadAtOnce: if all have come back before the seat is free, the batch begins then.
func TestCallersThatCameEarlierLeadAtOnce(t *testing.T) {
	t.Parallel()
	q, only := gatheringQueue()
	q.free = nil
	q.expect(2, time.Hour)
	first, second := waiter("1"), waiter("2")
	for _, l := range []lookup{first, second} {
		if s, err := q.join(l); s != nil || err != nil {
			t.Fatalf("%v, %v", s, err)
		}
	}
	q.pass(only)
	if a := <-first.answer; a.seat != only {
		t.Errorf("the first one gets %v", a)
	}
}

// TestLargeBatchesDoNotWait: not for more than maxGathered callers, also if some of them wait already.
func TestLargeBatchesDoNotWait(t *testing.T) {
	t.Parallel()
	for callers, waits := range map[int]bool{maxGathered - 1: true, maxGathered: false, maxBatch: false} {
		q, only := gatheringQueue()
		q.free = nil
		first := waiter("1")
		if s, err := q.join(first); s != nil || err != nil {
			t.Fatalf("%v, %v", s, err)
		}
		finish(q, only, callers, false)
		if got := len(first.answer) == 0; got != waits {
			t.Errorf("after %d callers, the next batch waits: %v", callers, got)
		}
	}
}

// TestCallersThatDoNotComeBack: those that came start the batch. After two misses in a row, the next batches do not wait. A
// caller that is alone never waits.
func TestCallersThatDoNotComeBack(t *testing.T) {
	t.Parallel()
	q, only := gatheringQueue()
	q.free = nil
	came := waiter("1")
	if s, err := q.join(came); s != nil || err != nil {
		t.Fatalf("%v, %v", s, err)
	}
	finish(q, only, 1, true)
	if a := <-came.answer; a.seat != only {
		t.Fatalf("the one that came gets %v", a)
	}
	for skipped := 1; skipped < 8; skipped = 2*skipped + 1 { // one miss alone skips none
		finish(q, only, 7, true)
		for i := range skipped {
			finish(q, only, 7, false)
			if s, err := q.join(waiter("1")); s != only || err != nil {
				t.Fatalf("batch %d of %d waits: %v, %v", i, skipped, s, err)
			}
		}
	}
	for range 3 {
		finish(q, only, 1, false)
		if s, err := q.join(waiter("1")); s != only || err != nil {
			t.Fatalf("one that is alone gets %v, %v", s, err)
		}
	}
}

// TestWaitEndsByItself: callers that do not come back do not hold up the one that did.
func TestWaitEndsByItself(t *testing.T) {
	t.Parallel()
	q, only := gatheringQueue()
	q.gathering.longest = maxWait
	q.free = nil
	came := waiter("1")
	if s, err := q.join(came); s != nil || err != nil {
		t.Fatalf("%v, %v", s, err)
	}
	finish(q, only, 7, false)
	if a := <-came.answer; a.seat != only {
		t.Errorf("it gets %v", a)
	}
}

// TestLeavingWhileABatchWaits: a caller that gives up takes no seat with it, and the wait still ends.
func TestLeavingWhileABatchWaits(t *testing.T) {
	t.Parallel()
	q, only := gatheringQueue()
	q.free = nil
	leaves, stays := waiter("1"), waiter("2")
	for _, l := range []lookup{leaves, stays} {
		if s, err := q.join(l); s != nil || err != nil {
			t.Fatalf("%v, %v", s, err)
		}
	}
	q.expect(1, time.Hour)
	q.pass(only)
	q.leave(leaves)
	if len(q.free) != 1 || len(q.waiting) != 1 {
		t.Fatalf("%d seats are free, %d wait", len(q.free), len(q.waiting))
	}
	q.gathering.until = time.Time{}
	q.stopGathering()
	if a := <-stays.answer; a.seat != only {
		t.Errorf("the other one gets %v", a)
	}
}
