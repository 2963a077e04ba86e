package jwt_test

import (
	"errors"
	"fmt"
	"strings"
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
			get(t, cache, "a", "1", start, "first")
			want := "second"
			if c.reused {
				want = "first"
			}
			if got := get(t, cache, c.session, c.version, start.Add(c.later), "second"); got != want {
				t.Errorf("got the %s", got)
			}
		})
	}
}

// TestCacheLastsFromTheMinting: returning a cached token does not extend its minute.
func TestCacheLastsFromTheMinting(t *testing.T) {
	t.Parallel()
	cache, start := jwt.NewCache(), time.Now()
	for second := range 61 {
		want := 0
		if second == 60 {
			want = 60
		}
		got := get(t, cache, "a", "1", start.Add(time.Duration(second)*time.Second), fmt.Sprint(second))
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
			_, err := cache.Get(fmt.Sprint(session), jwt.Version{Key: "1"}, start, func() (string, error) { minted++; return "", nil })
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if minted < sessions+sessions/2 {
		t.Errorf("%d were minted in two rounds over %d sessions: the first round was kept", minted, sessions)
	}
}

// TestCacheIsBoundedInBytes: large tokens, of many sessions or of one session whose profile changes, do not fill memory.
func TestCacheIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sessions, tokenSize, versionSize int
	}{
		"tokens of 1 MB":   {200, 1 << 20, 10},
		"tokens of 15 KB":  {5000, 15 << 10, 10},
		"versions of 1 MB": {200, 100, 1 << 20},
		"versions of 9 KB": {5000, 100, 9 << 10},
		"one session":      {1, 1 << 20, 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cache, start := jwt.NewCache(), time.Now()
			for n := range c.sessions {
				for change := range 3 {
					version := fmt.Sprint(change) + strings.Repeat("v", c.versionSize)
					get(t, cache, fmt.Sprint(n), version, start, strings.Repeat("x", c.tokenSize))
				}
			}
			if tokens, bytes := cache.Size(); bytes > 16<<20 || bytes < 0 || tokens > 10000 {
				t.Errorf("%d tokens take %d bytes", tokens, bytes)
			}
		})
	}
}

// TestCacheForgetsTheOld: tokens of ended sessions are dropped, even if few other sessions are active.
func TestCacheForgetsTheOld(t *testing.T) {
	t.Parallel()
	cache, start := jwt.NewCache(), time.Now()
	for n := range 1000 {
		get(t, cache, fmt.Sprint(n), "1", start, "token")
	}
	for minute := range 2 {
		get(t, cache, "another", "1", start.Add(time.Duration(minute+1)*time.Minute), "token")
	}
	if tokens, _ := cache.Size(); tokens > 2 {
		t.Errorf("%d tokens are kept after two minutes", tokens)
	}
}

// TestCacheKeepsNoFailure: a failed attempt is not cached.
func TestCacheKeepsNoFailure(t *testing.T) {
	t.Parallel()
	cache, start, broken := jwt.NewCache(), time.Now(), errors.New("broken")
	if _, err := cache.Get("a", jwt.Version{Key: "1"}, start, func() (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if got := get(t, cache, "a", "1", start, "second"); got != "second" {
		t.Errorf("got %q", got)
	}
}

// get requests a token. If none is cached, the token is made as fresh.
func get(t *testing.T, cache *jwt.Cache, session, version string, now time.Time, fresh string) string {
	t.Helper()
	token, err := cache.Get(session, jwt.Version{Key: version}, now, func() (string, error) { return fresh, nil })
	if err != nil {
		t.Fatal(err)
	}
	return token
}
