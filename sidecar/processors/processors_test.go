package processors

import (
	"os"
	"runtime"
	"sync"
	"testing"
	"time"
)

// limit calls Limit, and then lets Go use all processors again. It returns how many these are.
func limit(t *testing.T) (all int) {
	t.Helper()
	if all = runtime.GOMAXPROCS(0); all == 1 || os.Getenv("GOMAXPROCS") != "" {
		t.Skip("needs two processors, and GOMAXPROCS not to be set")
	}
	Limit()
	t.Cleanup(func() {
		change(true)
		limited.Store(false)
	})
	if n := runtime.GOMAXPROCS(0); n != 1 {
		t.Errorf("%d processors at the start", n)
	}
	return all
}

// age lets the time pass for which the last window and Compute matter.
func age() {
	mutex.Lock()
	defer mutex.Unlock()
	began, state.computed, state.from = began.Add(-time.Minute), state.computed.Add(-time.Minute), state.from.Add(-time.Minute)
}

func TestComputeUsesAllProcessors(t *testing.T) {
	all := limit(t)
	serve := func(want int, when string) {
		t.Helper()
		for tries := 0; ; tries++ { // on a busy machine, a goroutine may have been delayed
			age()
			for range checkEach {
				Served()
			}
			if n := runtime.GOMAXPROCS(0); n == want {
				return
			} else if tries == 100 || want > 1 {
				t.Fatalf("%s: %d processors, want %d", when, n, want)
			}
		}
	}
	serve(1, "idle")
	first := Compute()
	serve(all, "computing")
	second := Compute()
	first()
	serve(all, "one of two has ended")
	second()
	if n := runtime.GOMAXPROCS(0); n != all {
		t.Errorf("%d processors right after", n)
	}
	serve(1, "later")
}

func TestProcessorsChangeWhileUsed(t *testing.T) {
	limit(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				done := Compute()
				for range checkEach {
					Served()
				}
				done()
				age()
			}
		})
	}
	group.Wait()
	if computing != 0 {
		t.Errorf("%d still compute", computing)
	}
}

// A change waits for the end of a garbage collection. Other requests do not.
func TestServedWaitsForNoChange(t *testing.T) {
	limit(t)
	mutex.Lock()
	defer mutex.Unlock()
	for range checkEach {
		Served()
	}
}

func TestUsage(t *testing.T) {
	before, err := measure()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for {
		after, err := measure()
		if err != nil {
			t.Fatal(err)
		}
		if l := after.since(before, time.Since(began)); l.used > 0 && l.delayed <= 1 && after.started >= before.started {
			return
		}
	}
}

func TestGivenNumberStays(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Setenv("GOMAXPROCS", "3")
	Limit()
	defer limited.Store(false)
	if after := runtime.GOMAXPROCS(0); after != before {
		t.Errorf("%d processors instead of %d", after, before)
	}
}
