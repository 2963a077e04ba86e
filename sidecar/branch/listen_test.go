package branch

import (
	"context"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

const waiting = `select neon_auth_internal.queue_mail('password-changed', 'ada@example.com', null, null)`

func listeners(t *testing.T, d *pgtest.Database) int {
	t.Helper()
	var n int
	err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_stat_activity
		where datname = current_database() and query = 'listen neon_auth_outbox'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The listening connection closes with the last connection of the pool, when another connection needs its slot, and
// when few slots are left.
func TestListening(t *testing.T) {
	t.Parallel()
	working := Options{Limit: NewLimit(8), Work: func(ctx context.Context, _ *Database) { <-ctx.Done() }}
	d := pgtest.New(t)
	db, err := serving(t, d.SidecarURL, working).Get(t.Context(), d.Name)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "no connection listens", func() bool { return listeners(t, d) == 1 })
	<-db.Queued() // once, for mail queued before
	exec(t, d.URL, waiting)
	select {
	case <-db.Queued():
	case <-time.After(30 * time.Second):
		t.Error("mail of others is not noticed")
	}
	db.pool.Reset()
	pgtest.Eventually(t, "it listens on a pool that is empty", func() bool { return listeners(t, d) == 0 })
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "it listens no more", func() bool { return listeners(t, d) == 1 })
	db.shed()
	pgtest.Eventually(t, "it keeps its place", func() bool { return listeners(t, d) == 0 })

	// If all connections are terminated, to copy the database, none comes back by itself.
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "it listens no more", func() bool { return listeners(t, d) == 1 })
	db.joined <- struct{}{} // another connection of the pool was opened
	exec(t, d.URL, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'neonauth'`)
	pgtest.Eventually(t, "it does not go", func() bool { return listeners(t, d) == 0 && db.stopListening.Load() == nil && len(db.joined) == 0 })
	for range 50 {
		if listeners(t, d) != 0 {
			t.Fatal("it comes back by itself")
		}
	}

	few := pgtest.New(t)
	working.Limit = NewLimit(1)
	scarce, err := serving(t, few.SidecarURL, working).Get(t.Context(), few.Name)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Eventually(t, "it has not tried", func() bool { return len(scarce.joined) == 0 && scarce.stopListening.Load() == nil })
	if err := scarce.Ping(t.Context()); err != nil || listeners(t, few) != 0 {
		t.Errorf("the only connection listens (%v)", err)
	}
}

func TestScanForMail(t *testing.T) {
	t.Parallel()
	first, rests, works, foreign := pgtest.New(t), pgtest.New(t), pgtest.New(t), pgtest.Empty(t)
	queue := func(d *pgtest.Database, code string) {
		t.Helper()
		exec(t, d.URL, `insert into neon_auth.outbox (kind, recipient, sealed) values ('sign-in-otp', 'ada@example.com', '`+code+`')`)
	}
	d := serving(t, first.SidecarURL, Options{Connections: 2, Limit: NewLimit(2)})
	look := func() {
		t.Helper()
		if err := d.ScanForMail(t.Context(), first.Name); err != nil {
			t.Log(err) // about databases of other tests, which come and go
		}
	}
	queue(rests, sealed(t, d, works.Name)) // sealed for another branch, like with another secret
	look()
	if d.isOpen(rests.Name) || d.isOpen(foreign.Name) {
		t.Error("it opens what has no work for it")
	}
	queue(works, sealed(t, d, works.Name))
	d.close(time.Now().Add(time.Hour))
	pgtest.Eventually(t, "mail that waits is not found", func() bool { look(); return d.isOpen(works.Name) }) // once the statistics include the write
	if d.isOpen(rests.Name) {
		t.Error("it takes mail of another secret")
	}
}

// sealed returns a code in the form in which that database's outbox stores it.
func sealed(t *testing.T, d *Databases, name string) string {
	t.Helper()
	db, err := d.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := settings.Keys.Seal(secret.Mail, []byte("123456"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
