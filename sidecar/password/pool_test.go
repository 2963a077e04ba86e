package password

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/scrypt"
)

func TestFullQueueIsBusy(t *testing.T) {
	t.Parallel()
	h := New(1, 2)
	free := occupy(t, h)
	failures := make(chan error, 2)
	for range 2 {
		go func() { failures <- h.VerifyDecoy(t.Context(), "password") }()
	}
	waitForQueue(t, h, 2)

	if hash, err := h.Hash(t.Context(), "password"); !errors.Is(err, ErrBusy) || hash != "" {
		t.Errorf("Hash with a full queue: %q, %v", hash, err)
	}
	if ok, err := h.Verify(t.Context(), "password", ""); !errors.Is(err, ErrBusy) || ok {
		t.Errorf("Verify with a full queue: %v, %v", ok, err)
	}

	free()
	for range 2 {
		if err := <-failures; err != nil {
			t.Errorf("a caller who waited: %v", err)
		}
	}
	if err := h.VerifyDecoy(t.Context(), "password"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	h := New(1, 1)
	free := occupy(t, h)
	ctx, cancel := context.WithCancel(t.Context())
	failure := make(chan error)
	go func() { failure <- h.VerifyDecoy(ctx, "password") }()
	waitForQueue(t, h, 1)
	cancel()
	if err := <-failure; !errors.Is(err, context.Canceled) { // although the slot is still taken
		t.Errorf("cancelled while waiting: %v", err)
	}
	waitForQueue(t, h, 0)

	free()
	if err := h.VerifyDecoy(ctx, "password"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	if err := h.VerifyDecoy(t.Context(), "password"); err != nil { // the one slot is free
		t.Errorf("afterwards: %v", err)
	}
}

// Not parallel: it measures the memory of the process.
func TestMemoryIsBoundedByTheSlots(t *testing.T) {
	const slots, callers, mib = 2, 500, 1 << 20
	h := New(slots, callers)
	tables := slots * batchSize()
	runtime.GC() // what other tests left
	before := heapInUse()
	ctx, cancel := context.WithCancel(t.Context())
	free := []func(){occupy(t, h), occupy(t, h)}
	results := make(chan error, callers)
	for range callers {
		go func() { results <- h.VerifyDecoy(ctx, "password") }()
	}
	waitForQueue(t, h, callers)
	for _, free := range free {
		free()
	}
	var peak uint64
	for range 4 * maxLanes * slots {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
		peak = max(peak, heapInUse())
	}
	cancel()
	for range callers - 4*maxLanes*slots {
		if err := <-results; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if grown := int64(peak-before) / mib; grown < int64(tables*32) || grown > int64(tables*32+16) {
		t.Errorf("%d callers took %d MiB", callers, grown)
	}
	if len(h.pool.tables.idle) != tables {
		t.Errorf("%d tables, want %d", len(h.pool.tables.idle), tables)
	}
}

func TestIdleTablesAreWipedAndFreed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // its clock advances when all goroutines sleep
		var ts tables
		used := ts.acquire()
		derive([]*table{used}, []*job{{password: "password", salt: []byte("salt")}}, 64)
		ts.release(used)

		time.Sleep(idlePeriod + time.Second)
		if again := ts.acquire(); again != used {
			t.Error("freed too early")
		}
		ts.release(used)

		time.Sleep(2*idlePeriod + time.Second)
		synctest.Wait()
		if len(ts.idle) != 0 || ts.armed {
			t.Errorf("after two idle periods: %d tables, armed %v", len(ts.idle), ts.armed)
		}
		for _, row := range [][]block{used.rows, used.x, used.y} {
			for _, b := range row {
				if b != (block{}) {
					t.Fatal("something is left of the password")
				}
			}
		}
		ts.release(ts.acquire()) // works again after the sweep
	})
}

// Hashes that wait are computed together, each with its own result.
func TestWaitingHashesAreComputedTogether(t *testing.T) {
	t.Parallel()
	for waiting := 1; waiting <= maxLanes+1; waiting++ {
		h := New(1, 10)
		free := occupy(t, h)
		results := make(chan string, waiting)
		for i := range waiting {
			go func() {
				hash, err := h.Hash(t.Context(), fmt.Sprint("password ", i))
				if err != nil {
					t.Error(err)
				}
				results <- fmt.Sprint("password ", i, "=", hash)
			}()
		}
		waitForQueue(t, h, waiting)
		free()
		for range waiting {
			password, hash, _ := strings.Cut(<-results, "=")
			salt, key, _ := strings.Cut(hash, ":")
			want, err := scrypt.Key([]byte(password), []byte(salt), cost, blockSize, 1, keySize)
			if err != nil || key != hex.EncodeToString(want) {
				t.Errorf("%d waiting, %s: %s is not its hash: %v", waiting, password, hash, err)
			}
		}
	}
}

// A panic fails its own hash and leaves the slot usable.
func TestPanicInAHashFailsOnlyThatHash(t *testing.T) {
	t.Parallel()
	h := New(1, 1)
	if err := h.pool.do(t.Context(), &job{work: func() { panic("out of range") }}); err == nil {
		t.Error("no error")
	}
	if err := h.VerifyDecoy(t.Context(), "password"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// occupy takes a slot until the returned function is called.
func occupy(t *testing.T, h *Hasher) func() {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	go func() { _ = h.pool.do(context.Background(), &job{work: func() { close(begun); <-end }}) }() // ends with free
	<-begun
	return func() { close(end) }
}

func waitForQueue(t *testing.T, h *Hasher, want int) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; runtime.Gosched() {
		h.pool.mu.Lock()
		got := len(h.pool.waiting)
		h.pool.mu.Unlock()
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d callers wait, want %d", got, want)
		}
	}
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
