package branch

import (
	"context"
	"fmt"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
)

// slow makes a function that requests call take a long time.
func slow(t *testing.T, d *pgtest.Database) {
	t.Helper()
	exec(t, d.URL, `create or replace function neon_auth_api.get_release() returns integer language plpgsql volatile
		security definer set search_path = pg_catalog, pg_temp as $$ begin perform pg_sleep(300); return 1; end $$`)
}

// running counts the running statements of the sidecar's login in a database.
func running(t *testing.T, d *pgtest.Database) (n int) {
	t.Helper()
	err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_stat_activity
		where datname = current_database() and state = 'active' and query like '%get_release%' and pid <> pg_backend_pid()`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// await waits until that many statements are running.
func await(t *testing.T, d *pgtest.Database, want int) {
	t.Helper()
	pgtest.Eventually(t, fmt.Sprintf("the number of running statements does not become %d", want), func() bool { return running(t, d) == want })
}

// TestAbandonedStatementsEnd: if the client disconnects or the time limit is reached, Postgres cancels the statement, also
// while all connections are in use, for queries within and outside of requests.
func TestAbandonedStatementsEnd(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	slow(t, d)
	limit := NewLimit(3)
	db, err := Open(t.Context(), d.SidecarURL, ring(t), Options{Connections: 3, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error, 3)
	for range 2 {
		go func() { _, err := db.Request(settings, "", "", "").GetRelease(ctx); ended <- err }()
	}
	go func() { _, err := db.Queries().GetRelease(ctx); ended <- err }()
	await(t, d, 3)
	leave()
	await(t, d, 0)
	for range 3 {
		if err := <-ended; err == nil {
			t.Error("an abandoned statement succeeds")
		}
	}
	for range 10 { // a cancellation must not hit a later statement
		if _, err := db.Reload(t.Context(), settings); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStatementsAreBounded: all statements have a time limit, whatever the database's settings are.
func TestStatementsAreBounded(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	exec(t, d.URL, "alter database "+quoted(d.Name)+" set statement_timeout = 0")
	exec(t, d.URL, `create or replace function neon_auth_api.get_release() returns integer language sql volatile
		security definer set search_path = pg_catalog, pg_temp as
		$$ select setting::integer from pg_settings where name = 'statement_timeout' $$`)
	db, err := Open(t.Context(), d.SidecarURL, ring(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]interface {
		GetRelease(context.Context) (int32, error)
	}{"a request": db.Request(settings, "", "", ""), "another": db.Queries()} {
		if timeout, err := q.GetRelease(t.Context()); err != nil || timeout != 30000 {
			t.Errorf("%s: %d ms, %v", name, timeout, err)
		}
	}
	db.pooled = true // connections without startup settings
	if _, err := db.pool.Exec(t.Context(), "set statement_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	if timeout, err := db.Queries().GetRelease(t.Context()); err != nil || timeout != 30000 {
		t.Errorf("behind a pooler: %d ms, %v", timeout, err)
	}
}

// TestStatementTimeoutOfARequest: the time limit from begin_request applies to the statement after it.
func TestStatementTimeoutOfARequest(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	slow(t, d)
	db, err := Open(t.Context(), d.SidecarURL, ring(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	q := &request{db: db, first: "select pg_catalog.set_config('statement_timeout', '200ms', true)"}
	soon, done := context.WithTimeout(t.Context(), 20*time.Second)
	defer done()
	var n int
	if err := q.QueryRow(soon, "select neon_auth_api.get_release()").Scan(&n); err == nil || soon.Err() != nil {
		t.Errorf("%v, %v", err, soon.Err())
	}
}
