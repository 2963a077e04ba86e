package branch

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// Any login can send notifications on the channel. A flood wakes the worker a few times a second and leaves no backlog.
func TestFloodOfNotifications(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	var wakes atomic.Int64
	counting := Options{Limit: NewLimit(8), Work: func(ctx context.Context, db *Database) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-db.Queued():
				wakes.Add(1)
			}
		}
	}}
	if _, err := serving(t, d.SidecarURL, counting).Get(t.Context(), d.Name); err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "no connection listens", func() bool { return listeners(t, d) == 1 })

	exec(t, d.URL, `create role "`+d.Name+`_foreign" login password 'x'`)
	defer func() { exec(t, d.URL, `drop role "`+d.Name+`_foreign"`) }()
	foreign, err := pgx.Connect(t.Context(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close(context.WithoutCancel(t.Context()))
	flood := func(payload string) {
		t.Helper()
		if _, err := foreign.Exec(t.Context(), `set session authorization "`+d.Name+`_foreign"`); err != nil {
			t.Fatal(err)
		}
		begin, sent := time.Now(), 0 // before the count begins, and read again after it has ended: a pause between the two must not hide time
		wakes.Store(0)
		for ; time.Since(begin) < 2*time.Second || wakes.Load() == 0 && time.Since(begin) < time.Minute; sent += 500 {
			if _, err := foreign.Exec(t.Context(), fmt.Sprintf(
				`select pg_notify('neon_auth_outbox', %s) from generate_series(1, 500) i`, payload)); err != nil {
				t.Fatal(err)
			}
		}
		woken := wakes.Load()
		took := time.Since(begin)
		if limit := int64(took/listenPause) + 3; woken < 1 || woken > limit {
			t.Errorf("%d notifications in %s wake the worker %d times, want 1 to %d", sent, took, woken, limit)
		}
	}
	flood(`''`)                     // identical ones: Postgres sends one per transaction
	flood(`i || repeat('x', 2000)`) // different ones: Postgres sends all of them

	// After the flood there is no backlog, and one more mail is noticed.
	ended := time.Now()
	wakes.Store(0)
	exec(t, d.URL, waiting)
	pgtest.Eventually(t, "the mail is not noticed", func() bool { return wakes.Load() > 0 && time.Since(ended) > 3*listenPause })
	if n, limit := wakes.Load(), int64(time.Since(ended)/listenPause)+3; n > limit {
		t.Errorf("the worker wakes %d times after the flood, want at most %d", n, limit)
	}
}
