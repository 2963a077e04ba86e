package pgtest

import (
	"testing"
	"time"
)

// Eventually returns when a condition holds that something else makes true. It fails the test, with the given message, after
// five minutes, which no slow machine needs.
func Eventually(t testing.TB, otherwise string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); !holds(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatal(otherwise)
		}
	}
}
