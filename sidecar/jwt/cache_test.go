package jwt_test

import (
	"fmt"
	"testing"
	"time"

	"neonauth/sidecar/jwt"
)

func TestCache(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		session, version string
		later            time.Duration
		reused           bool
	}{
		"the same at once":            {"a", "1", 0, true},
		"the same within a minute":    {"a", "1", time.Minute - 1, true},
		"the same after a minute":     {"a", "1", time.Minute, false},
		"another version":             {"a", "2", 0, false},
		"another session":             {"b", "1", 0, false},
		"another session's, later on": {"b", "2", time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cache, start := jwt.NewCache(), time.Now()
			cache.Get("a", "1", start, func() string { return "first" })
			want := "second"
			if c.reused {
				want = "first"
			}
			if got := cache.Get(c.session, c.version, start.Add(c.later), func() string { return "second" }); got != want {
				t.Errorf("got the %s", got)
			}
		})
	}
}

// TestCacheLastsFromTheMinting: giving a token out again does not lengthen its minute.
func TestCacheLastsFromTheMinting(t *testing.T) {
	t.Parallel()
	cache, start := jwt.NewCache(), time.Now()
	for second := range 61 {
		want := 0
		if second == 60 {
			want = 60
		}
		got := cache.Get("a", "1", start.Add(time.Duration(second)*time.Second), func() string { return fmt.Sprint(second) })
		if got != fmt.Sprint(want) {
			t.Fatalf("after %d seconds: the token of second %s", second, got)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	const sessions = 25000
	cache, start, minted := jwt.NewCache(), time.Now(), 0
	for range 2 {
		for session := range sessions {
			cache.Get(fmt.Sprint(session), "1", start, func() string { minted++; return "" })
		}
	}
	if minted < sessions+sessions/2 {
		t.Errorf("%d were minted in two rounds over %d sessions: the first round was kept", minted, sessions)
	}
}
