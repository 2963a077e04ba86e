package processors

import (
	"testing"
	"time"
)

func TestNumber(t *testing.T) {
	start := time.Now()
	at := func(after time.Duration) time.Time { return start.Add(after) }
	calm, full, most, delayed := load{used: 0.5}, load{used: 1}, load{used: 1.5}, load{used: 0.3, delayed: 0.02}
	for name, c := range map[string]struct {
		number
		after time.Duration
		load  load
		all   bool
	}{
		"one is enough":                            {number{}, 0, calm, false},
		"one is used completely":                   {number{}, 0, full, true},
		"all did not help a moment ago":            {number{retry: at(time.Second)}, 0, full, false},
		"all did not help a while ago":             {number{retry: at(-time.Second)}, 0, full, true},
		"goroutines are delayed":                   {number{}, 0, delayed, true},
		"they are, and all did not help before":    {number{retry: at(time.Hour)}, 0, delayed, true},
		"all are needed":                           {number{all: true}, time.Hour, most, true},
		"all are not needed":                       {number{all: true}, time.Hour, calm, false},
		"one might be enough":                      {number{all: true}, time.Hour, full, false},
		"all are tried":                            {number{all: true, from: at(time.Second)}, 0, full, true},
		"all have been tried":                      {number{all: true, from: at(time.Second)}, 2 * time.Second, full, false},
		"a hash has ended a moment ago":            {number{all: true, computed: at(0)}, time.Second / 2, calm, true},
		"no hash for a while":                      {number{all: true, computed: at(0)}, 2 * time.Second, calm, false},
		"a hash has ended, and goroutines need it": {number{all: true, computed: at(0)}, 2 * time.Second, most, true},
	} {
		if got := c.next(at(c.after), c.load); got != c.all {
			t.Errorf("%s: all processors: %v", name, got)
		}
	}
}

func TestNumberIsTriedAgainLater(t *testing.T) {
	n, now := number{}, time.Now()
	step := func(after time.Duration, l load) bool {
		now = now.Add(after)
		n.all = n.next(now, l)
		return n.all
	}
	full := load{used: 1}
	if !step(0, full) || step(calmTime, full) || step(retryTime/2, full) || !step(retryTime, full) {
		t.Error("not tried for calmTime, and again after retryTime")
	}
	delayed := load{delayed: 1}
	if step(calmTime, load{}) || !step(0, delayed) || !step(delayedTime/2, load{}) || step(delayedTime, load{}) {
		t.Error("not kept for delayedTime after goroutines were delayed")
	}
}
