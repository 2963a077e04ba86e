package sql_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// reinstallable makes the next install replace the functions, as for another release.
func reinstallable(t testing.TB, q querier) {
	t.Helper()
	run(t, q, `update neon_auth.installation set functions_hash = 'another'`)
}

// TestReinstallUnderLoad: clients call the functions while they are replaced, and no call fails.
func TestReinstallUnderLoad(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	installer := connectTo(t, d.URL)
	var version string
	must(t, d.Sidecar.QueryRow(t.Context(), `select config_version from neon_auth_api.get_config()`).Scan(&version))
	var calls, reinstalls atomic.Int64
	var clients sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for client := range 4 {
		conn := connectTo(t, d.SidecarURL)
		must(t, visit(t.Context(), conn, version, fmt.Sprint(client))) // its statements are prepared
		clients.Go(func() {
			for round := 0; ctx.Err() == nil; round++ {
				if err := visit(t.Context(), conn, version, fmt.Sprintf("%d-%d", client, round)); err != nil {
					t.Errorf("client %d during reinstall %d: %v", client, reinstalls.Load(), err)
					return
				}
				calls.Add(1)
			}
		})
	}
	for reinstalls.Load() < 6 && !t.Failed() {
		before := calls.Load()
		pgtest.Eventually(t, "the clients get nowhere", func() bool { return calls.Load() > before+4 || t.Failed() })
		reinstallable(t, installer)
		if err := sql.Install(t.Context(), installer); err != nil {
			t.Error(err)
		}
		reinstalls.Add(1)
	}
	stop()
	clients.Wait()
	t.Logf("%d visits during %d reinstalls", calls.Load(), reinstalls.Load())
}

// visit is what one user does: sign up, sign in, read, change something, sign out.
func visit(ctx context.Context, db *pgx.Conn, version, who string) error {
	for _, call := range []string{
		`select neon_auth_api.sign_up_email($1, $1 || '@example.com', null, 'hash', 8, '{}', 'up' || $1, true)`,
		`select neon_auth_api.sign_in_email(c.user_id, c.password_hash, 'in' || $1, false, null)
		   from neon_auth_api.find_credential($1 || '@example.com') c`,
		`select neon_auth_api.list_sessions('in' || $1)`,
		`select neon_auth_api.update_user('in' || $1, '{"name": "x"}')`,
		`select neon_auth_api.change_password('in' || $1, 'hash', 'other', true, 'new' || $1)`,
		`select neon_auth_api.sign_out('new' || $1)`,
	} {
		request := &pgx.Batch{} // as sidecar/branch sends it
		request.Queue(`select neon_auth_api.begin_request($1, '', '')`, version)
		request.Queue(call, who)
		if err := db.SendBatch(ctx, request).Close(); err != nil {
			return fmt.Errorf("%s: %w", call, err)
		}
		if _, err := db.Exec(ctx, `select * from neon_auth_api.get_sessions('', array['in' || $1])`, who); err != nil {
			return fmt.Errorf("get_sessions: %w", err)
		}
	}
	return nil
}

// TestReinstallWaits: a report that reads sessions delays the install, and almost no client.
func TestReinstallWaits(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	reinstallable(t, d.Owner)
	report, err := d.Owner.Begin(t.Context())
	must(t, err)
	run(t, report, `select from neon_auth.session`)

	installed := make(chan error, 1)
	installer := connectTo(t, d.URL)
	go func() { installed <- sql.Install(t.Context(), installer) }()

	const waiting = `exists (select from pg_locks where not granted and mode = 'AccessExclusiveLock'
		and database = (select oid from pg_database where datname = current_database()))`
	pgtest.Eventually(t, "the install waits for no lock", func() bool { return truth(t, d.Owner, waiting) })
	start := time.Now()
	run(t, d.Sidecar, `select * from neon_auth_api.get_sessions('', '{}')`)
	if waited := time.Since(start); waited > 30*time.Second {
		t.Errorf("get_sessions waited for %s behind the install", waited)
	}
	pgtest.Eventually(t, "the install does not try again", func() bool { return truth(t, d.Owner, waiting) })
	must(t, report.Rollback(t.Context()))
	must(t, <-installed)
	holds(t, d.Owner, `functions_hash <> 'another' from neon_auth.installation`)
}

// TestOlderProgram: an older program does not change a newer release.
func TestOlderProgram(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]struct{ later, says string }{
		"functions": {
			`update neon_auth.installation set release = 99, functions_hash = 'another'`,
			fmt.Sprintf("the database has release 99 and this program is release %d: use the newer program", sql.Release),
		},
		"migrations": {
			`update neon_auth.schema_version set version = 9999; update neon_auth.installation set functions_hash = 'another'`,
			"the database has migrations this program does not know (current version 9999 ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			conn := connectTo(t, d.URL)
			script(t, conn, database.later)
			before := dump(t, d.URL)
			told(t, sql.Install(t.Context(), conn), database.says)
			if diff := difference(before, dump(t, d.URL)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAppSurvives: an app's objects that depend on neonauth are unchanged after a reinstall.
func TestAppSurvives(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, `
		create schema app;
		create table app.note (
		  id int primary key,
		  author uuid not null default auth.uid() references neon_auth."user" (id) on delete cascade);
		alter table app.note enable row level security;
		create policy own on app.note to authenticated using (author = (select auth.uid()));
		create view app.people as select * from neon_auth."user";
		create view app.visits as select * from neon_auth.session_overview;
		create function app.greet() returns trigger language plpgsql as 'begin return new; end';
		create trigger greet after insert on neon_auth."user" for each row execute function app.greet();
		create function app.me() returns uuid language sql begin atomic select auth.uid(); end;
		create function app.leave(id uuid) returns void language sql begin atomic select neon_auth.delete_user(id); end;
		create role app_reader_`+d.Name+`;
		select neon_auth.grant_read('app_reader_`+d.Name+`')`)
	t.Cleanup(func() {
		_, err := d.Owner.Exec(context.Background(), `drop owned by app_reader_`+d.Name+` cascade; drop role app_reader_`+d.Name)
		if err != nil {
			t.Error(err)
		}
	})
	before := dump(t, d.URL, "--schema-only")
	reinstallable(t, conn)
	must(t, sql.Install(t.Context(), conn))
	if diff := difference(before, dump(t, d.URL, "--schema-only")); diff != "" {
		t.Error(diff)
	}
}

func truth(t testing.TB, q querier, condition string) (is bool) {
	t.Helper()
	must(t, q.QueryRow(t.Context(), "select "+condition).Scan(&is))
	return is
}
