package branch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

// openDatabase opens a database until the test ends, and returns its settings.
func openDatabase(t *testing.T, db *pgtest.Database) (*Database, *Settings) {
	t.Helper()
	ring, err := secret.New("Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx", "")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open(t.Context(), db.SidecarURL, ring, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	settings, err := opened.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return opened, settings
}

func openForTest(t *testing.T) (*Database, string) {
	t.Helper()
	db := pgtest.New(t)
	opened, settings := openDatabase(t, db)
	for i := range 5 {
		if _, err := db.Owner.Exec(t.Context(), `with u as (insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', $1 || '@example.com', true) returning id)
			insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") select id, repeat($1, 64), now() + interval '1 day', now() from u`, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	return opened, settings.Branch
}

// TestEveryLookupIsAnswered: many look-ups at once get their own sessions, and those that a closing database does not
// serve any more return ErrClosed. None waits forever, and none gets the session of another caller.
func TestEveryLookupIsAnswered(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	var group sync.WaitGroup
	half := make(chan struct{})
	const callers, calls = 40, 60
	for caller := range callers {
		group.Go(func() {
			for call := range calls {
				if caller == 0 && call == calls/2 {
					close(half)
				}
				digit := fmt.Sprint((caller + call) % 7) // two of seven have no session
				row, err := opened.Session(t.Context(), branch, strings.Repeat(digit, 64))
				switch {
				case errors.Is(err, ErrClosed):
				case err != nil:
					t.Errorf("%v", err)
				case (row != nil) != (digit < "5") || row != nil && row.Email != digit+"@example.com":
					t.Errorf("for %s it found %+v", digit, row)
				}
			}
		})
	}
	<-half
	opened.Close()
	group.Wait()
	if _, err := opened.Session(t.Context(), branch, strings.Repeat("1", 64)); !errors.Is(err, ErrClosed) {
		t.Errorf("after that: %v", err)
	}
}

// TestOtherTextsAreNoHashes: a text that is no hash finds nothing, and does not disturb the look-ups beside it.
func TestOtherTextsAreNoHashes(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	hash := strings.Repeat("1", 64)
	for _, odd := range []string{"", "{}", "}", ",", `"`, `\`, "NULL", "null", "{" + hash + "}", hash + "," + hash, "%", "é", "\x00", " "} {
		rows, err := opened.getSessions(t.Context(), nil, branch, []string{odd, hash, odd})
		if err != nil || len(rows) != 1 || rows[0].TokenHash != hash {
			t.Errorf("%q: %d rows, %v", odd, len(rows), err)
		}
		if row, err := opened.Session(t.Context(), branch, odd); err != nil || row != nil {
			t.Errorf("%q: %v, %v", odd, row, err)
		}
	}
}

// waiter returns a look-up that can wait.
func waiter(hash string) lookup {
	return lookup{tokenHash: hash, answer: make(chan answer, 1)}
}

// TestQueueKeepsTheOrder: look-ups are taken in the order in which they came, at most maxBatch at once. The first one that
// waits leads the next batch.
func TestQueueKeepsTheOrder(t *testing.T) {
	t.Parallel()
	only := &seat{}
	q := &queue{free: []*seat{only}}
	leader := waiter("0")
	if s, err := q.join(leader); s != only || err != nil {
		t.Fatalf("the first one gets %v, %v", s, err)
	}
	waiting := []lookup{leader}
	for i := range 2*maxBatch + 9 {
		waiting = append(waiting, waiter(fmt.Sprint(i+1)))
		if s, err := q.join(waiting[i+1]); s != nil || err != nil {
			t.Fatalf("%v, %v", s, err)
		}
	}
	next := 0
	for _, size := range []int{maxBatch, maxBatch, 10} {
		if next > 0 {
			q.pass(only)
			if a := <-waiting[next].answer; a.seat != only {
				t.Fatalf("%d gets %v", next, a)
			}
		}
		batch := q.take([]lookup{waiting[next]})
		if len(batch) != size {
			t.Fatalf("%d look-ups instead of %d", len(batch), size)
		}
		for _, l := range batch {
			if l.tokenHash != fmt.Sprint(next) {
				t.Fatalf("%s instead of %d", l.tokenHash, next)
			}
			next++
		}
	}
	q.pass(only)
	if len(q.free) != 1 {
		t.Error("the seat is lost")
	}
}

// TestSeatsOfCallersThatLeave: a caller that does not wait any more keeps no seat, whether it got one or not.
func TestSeatsOfCallersThatLeave(t *testing.T) {
	t.Parallel()
	only := &seat{}
	q := &queue{}
	first, second, third := waiter("1"), waiter("2"), waiter("3")
	for _, l := range []lookup{first, second, third} {
		if s, err := q.join(l); s != nil || err != nil {
			t.Fatalf("%v, %v", s, err)
		}
	}
	q.leave(second)
	q.pass(only)
	q.leave(first) // has the seat
	if a := <-third.answer; a.seat != only {
		t.Errorf("the third one gets %v", a)
	}
	q.leave(third) // has taken the seat already
	q.pass(only)
	if len(q.free) != 1 || len(q.waiting) != 0 {
		t.Errorf("%d free, %d wait", len(q.free), len(q.waiting))
	}
	q.free = nil
	if s, err := q.join(first); s != nil || err != nil {
		t.Fatalf("%v, %v", s, err)
	}
	q.close()
	if a := <-first.answer; !errors.Is(a.err, ErrClosed) {
		t.Errorf("after closing: %v", a.err)
	}
	if _, err := q.join(second); !errors.Is(err, ErrClosed) {
		t.Errorf("it is still open: %v", err)
	}
}

// TestCancelledCallersDisturbNobody: callers that give up at any moment, also as leaders, leave the others their answers.
func TestCancelledCallersDisturbNobody(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	hash := strings.Repeat("1", 64)
	var group sync.WaitGroup
	for caller := range 16 {
		group.Go(func() {
			for call := range 60 {
				ctx, cancel := context.WithCancel(t.Context())
				if caller%2 == 0 {
					go cancel()
				}
				row, err := opened.Session(ctx, branch, hash)
				if isCancelled := caller%2 == 0 && errors.Is(err, context.Canceled); !isCancelled && (err != nil || row == nil || row.TokenHash != hash) {
					t.Errorf("caller %d, call %d: %v, %v", caller, call, row, err)
				}
				cancel()
			}
		})
	}
	group.Wait()
	opened.lookups.mutex.Lock()
	defer opened.lookups.mutex.Unlock()
	if len(opened.lookups.free) != 1 || len(opened.lookups.waiting) != 0 {
		t.Errorf("%d seats are free, %d callers wait", len(opened.lookups.free), len(opened.lookups.waiting))
	}
}

// TestLookupsGoOnAfterAPanic: a panic in a batch, which net/http would recover, answers the others and frees the seat.
func TestLookupsGoOnAfterAPanic(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	hash := strings.Repeat("1", 64)
	other := lookup{branch, hash, make(chan answer, 1), nil}
	opened.observe = func(int) { panic("broken") }
	s := opened.lookups.free[0]
	opened.lookups.free = nil
	if _, err := opened.lookups.join(other); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		_, _ = opened.lead(s, lookup{branch, hash, make(chan answer, 1), nil})
	}()
	if a := <-other.answer; !errors.Is(a.err, errUnanswered) {
		t.Errorf("the one that waits gets %v", a)
	}
	opened.observe = nil
	if row, err := opened.Session(t.Context(), branch, hash); err != nil || row == nil {
		t.Errorf("then: %v, %v", row, err)
	}
}

// TestBatchOfTwoBranches: a look-up that was decided under the settings of another branch than its batch is decided again,
// also if that branch is the current one by now. It is not answered as if there were no session.
func TestBatchOfTwoBranches(t *testing.T) {
	t.Parallel()
	opened, branch := openForTest(t)
	hash, s := strings.Repeat("1", 64), opened.lookups.free[0]
	for _, leading := range []string{"ep-0000000000000000", branch} {
		following := "ep-0000000000000000"
		if leading != branch {
			following = branch
		}
		opened.lookups.free = nil
		other := lookup{following, hash, make(chan answer, 1), nil}
		if _, err := opened.lookups.join(other); err != nil {
			t.Fatal(err)
		}
		row, err := opened.lead(s, lookup{leading, hash, make(chan answer, 1), nil})
		if isMoved(err) != (leading != branch) || (row == nil) != (leading != branch) {
			t.Errorf("the leader of %s gets %v, %v", leading, row, err)
		}
		if a := <-other.answer; !isMoved(a.err) || a.row != nil {
			t.Errorf("the other one, of %s, gets %v", following, a)
		}
	}
}

// TestPathsRemember: a path matches the second time as the first time.
func TestPathsRemember(t *testing.T) {
	t.Parallel()
	paths, err := CompilePaths("^(/sign-in/.*|/token)$")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for path, want := range map[string]bool{"/sign-in/email": true, "/token": true, "/token/anonymous": false, "/get-session": false, "": false} {
			if paths.Match(path) != want {
				t.Errorf("%s: %v", path, !want)
			}
		}
	}
	if _, err := CompilePaths("("); err == nil {
		t.Error("a pattern that is none")
	}
}
