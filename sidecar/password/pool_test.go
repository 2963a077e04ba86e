package password

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

func TestFullQueueIsBusy(t *testing.T) {
	t.Parallel()
	h := New(1, 2)
	table := occupy(t, h)
	failures := make(chan error, 2)
	for range 2 {
		go func() { failures <- h.VerifyNobody(t.Context(), "password") }()
	}
	waitForQueue(t, h, 2)

	if hash, err := h.Hash(t.Context(), "password"); !errors.Is(err, ErrBusy) || hash != "" {
		t.Errorf("Hash with a full queue: %q, %v", hash, err)
	}
	if ok, err := h.Verify(t.Context(), "password", ""); !errors.Is(err, ErrBusy) || ok {
		t.Errorf("Verify with a full queue: %v, %v", ok, err)
	}

	h.pool.put(table)
	for range 2 {
		if err := <-failures; err != nil {
			t.Errorf("who waited: %v", err)
		}
	}
	if err := h.VerifyNobody(t.Context(), "password"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	h := New(1, 1)
	table := occupy(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	failure := make(chan error)
	go func() { failure <- h.VerifyNobody(ctx, "password") }()
	waitForQueue(t, h, 1)
	cancel()
	if err := <-failure; !errors.Is(err, context.Canceled) { // although the slot is still taken
		t.Errorf("cancelled while waiting: %v", err)
	}
	waitForQueue(t, h, 0)

	h.pool.put(table)
	if err := h.VerifyNobody(ctx, "password"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	if len(h.pool.slots) != 0 {
		t.Error("a cancelled caller kept a slot")
	}
}

// Not parallel: it looks at the memory of the process.
func TestMemoryIsBoundedByTheSlots(t *testing.T) {
	const slots, callers, mib = 2, 500, 1 << 20
	h := New(slots, callers)
	runtime.GC() // what other tests left
	before := heapInUse()
	ctx, cancel := context.WithCancel(t.Context())
	tables := []*table{occupy(t, h), occupy(t, h)}
	results := make(chan error, callers)
	for range callers {
		go func() { results <- h.VerifyNobody(ctx, "password") }()
	}
	waitForQueue(t, h, callers)
	for _, table := range tables {
		h.pool.put(table)
	}
	var peak uint64
	for range 4 * slots {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
		peak = max(peak, heapInUse())
	}
	cancel()
	for range callers - 4*slots {
		if err := <-results; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if grown := int64(peak-before) / mib; grown < slots*32 || grown > slots*32+16 {
		t.Errorf("%d callers took %d MiB", callers, grown)
	}
	if len(h.pool.tables) != slots {
		t.Errorf("%d tables for %d slots", len(h.pool.tables), slots)
	}
}

func TestIdleTablesAreWipedAndGivenBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // its clock jumps when everybody sleeps
		h := New(2, 0)
		used := occupy(t, h)
		if _, err := used.derive("password", []byte("salt"), 64); err != nil {
			t.Fatal(err)
		}
		h.pool.put(used)

		time.Sleep(idlePeriod + time.Second)
		if again := occupy(t, h); again != used {
			t.Error("given back too early")
		}
		h.pool.put(used)

		time.Sleep(2*idlePeriod + time.Second)
		synctest.Wait()
		if len(h.pool.tables) != 0 || h.pool.armed {
			t.Errorf("after two idle periods: %d tables, armed %v", len(h.pool.tables), h.pool.armed)
		}
		for _, row := range [][]block{used.rows, used.x, used.y} {
			for _, b := range row {
				if b != (block{}) {
					t.Fatal("something is left of the password")
				}
			}
		}
		h.pool.put(occupy(t, h)) // and it all begins again
	})
}

func occupy(t *testing.T, h *Hasher) *table {
	t.Helper()
	table, err := h.pool.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func waitForQueue(t *testing.T, h *Hasher, want int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); len(h.pool.queue) != want; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d callers wait, want %d", len(h.pool.queue), want)
		}
	}
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
