package branch

import (
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

// TestQueueKeepsTheOrder: look-ups are taken in the order in which they came, at most maxBatch at once.
func TestQueueKeepsTheOrder(t *testing.T) {
	t.Parallel()
	q := newQueue()
	for i := range 2*maxBatch + 10 {
		q.add(lookup{tokenHash: fmt.Sprint(i)})
	}
	var batch []lookup
	next := 0
	for _, size := range []int{maxBatch, maxBatch, 10, 0} {
		if batch = q.take(batch); len(batch) != size {
			t.Fatalf("%d look-ups instead of %d", len(batch), size)
		}
		for _, l := range batch {
			if l.tokenHash != fmt.Sprint(next) {
				t.Fatalf("%s instead of %d", l.tokenHash, next)
			}
			next++
		}
	}
	q.add(lookup{})
	if left := q.close(); len(left) != 1 || q.add(lookup{}) {
		t.Errorf("%d left, or it is still open", len(left))
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
