package branch

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

func ring(t *testing.T) *secret.Keyring {
	t.Helper()
	k, err := secret.New("4f1d0c8a6b2e9573d1c0ffee17a5b3c9", "")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func serving(t *testing.T, url string, o Options) *Databases {
	t.Helper()
	d := NewDatabases(url, ring(t), o)
	t.Cleanup(d.Close)
	return d
}

func exec(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

func identity(t *testing.T, d *Databases, name string) string {
	t.Helper()
	db, err := d.Get(t.Context(), name)
	if err != nil || db == nil {
		t.Fatalf("Get(%q): %v, %v", name, db, err)
	}
	settings, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return settings.Branch
}

func TestDatabasesServesWhatIsOurs(t *testing.T) {
	t.Parallel()
	one, two, foreign := pgtest.New(t), pgtest.New(t), pgtest.Empty(t)
	d := serving(t, one.SidecarURL, Options{})

	first, second := identity(t, d, one.Name), identity(t, d, two.Name)
	if first == second {
		t.Errorf("two databases are one branch, %s", first)
	}
	for _, want := range []struct{ identity, name string }{{first, one.Name}, {second, two.Name}} {
		if db, err := d.ByBranch(t.Context(), want.identity, one.Name); err != nil || db == nil || db.Name != want.name {
			t.Errorf("ByBranch(%s) is %v, %v; want %s", want.identity, db, err, want.name)
		}
	}
	for _, name := range []string{foreign.Name, "template0", "template1", "postgres", "", "no such database", "x' or 1=1 --", one.Name + "\x00x", string(make([]byte, 64))} {
		if db, err := d.Get(t.Context(), name); db != nil || err != nil {
			t.Errorf("Get(%q) is %v, %v; want none", name, db, err)
		}
	}
	if db, err := d.ByBranch(t.Context(), "ep-0000000000000000", one.Name); db != nil || err != nil {
		t.Errorf("an unknown branch is %v, %v", db, err)
	}
}

// If a database's owner plants look-alike functions, none of them must be called: they would run with the sidecar's login.
func TestDatabasesNeverCallsAHostileOne(t *testing.T) {
	t.Parallel()
	ours, hostile := pgtest.New(t), pgtest.Empty(t)
	exec(t, hostile.URL, `
		create schema neon_auth_api; create schema evil; create table evil.called (by text);
		grant all on schema neon_auth_api, evil to public; grant all on evil.called to public;
		create view neon_auth_api.config_row as
		  select ''::text config_version, ''::text branch, ''::text trusted_origins, true allow_localhost, true cookie_cache, 0 cookie_cache_seconds;
		create function neon_auth_api.get_config() returns setof neon_auth_api.config_row language sql as
		  $$ insert into evil.called values (current_user); select * from neon_auth_api.config_row $$;
		create function evil.trap(name, text) returns boolean language plpgsql as
		  $$ begin insert into evil.called values (current_user); return true; end $$;
		create operator evil.= (leftarg = name, rightarg = text, function = evil.trap);
		alter database `+quoted(hostile.Name)+` set search_path = evil, pg_catalog`)
	d := serving(t, ours.SidecarURL, Options{})
	if db, err := d.Get(t.Context(), hostile.Name); db != nil || err != nil {
		t.Errorf("it is served: %v, %v", db, err)
	}
	var calls int
	if err := hostile.Owner.QueryRow(t.Context(), "select count(*) from evil.called").Scan(&calls); err != nil || calls > 0 {
		t.Errorf("%d calls, %v", calls, err)
	}
}

// The database has neonauth, but its owner has put other types before those of Postgres.
func TestDatabasesIgnoresTheDatabasesSearchPath(t *testing.T) {
	t.Parallel()
	ours := pgtest.New(t)
	exec(t, ours.URL, `
		create schema evil; create table evil.called (by text); grant all on schema evil to public; grant all on evil.called to public;
		create function evil.trap(text) returns boolean language plpgsql as
		  $$ begin insert into evil.called values (current_user); return true; end $$;
		create domain evil.text as pg_catalog.text check (evil.trap(value));
		create domain evil.json as pg_catalog.text check (evil.trap(value));
		alter database `+quoted(ours.Name)+` set search_path = evil, pg_catalog`)
	d := serving(t, ours.SidecarURL, Options{})
	identity(t, d, ours.Name)
	var calls int
	if err := ours.Owner.QueryRow(t.Context(), "select pg_catalog.count(*) from evil.called").Scan(&calls); err != nil || calls > 0 {
		t.Errorf("%d calls, %v", calls, err)
	}
}

func TestDatabasesFollowsDropAndRename(t *testing.T) {
	t.Parallel()
	first, dropped, heir := pgtest.New(t), pgtest.New(t), pgtest.New(t)
	d := serving(t, first.SidecarURL, Options{})
	before, heirs := identity(t, d, dropped.Name), identity(t, d, heir.Name)

	dropped.Owner.Close()
	dropped.Sidecar.Close()
	heir.Owner.Close()
	heir.Sidecar.Close()
	exec(t, first.URL, "drop database "+quoted(dropped.Name)+" with (force)")
	db, err := d.Get(t.Context(), dropped.Name)
	if err == nil && db != nil {
		_, err = db.Session(t.Context(), before, "any")
	}
	if err == nil {
		t.Error("a dropped database is still served")
	}

	// Another database takes its name: requests for the first one's identity must not be answered from it.
	exec(t, first.URL, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+heir.Name+"'")
	rename(t, first.URL, heir.Name, dropped.Name)
	deadline := time.Now().Add(5 * time.Minute)
	for identityOrNone(t, d, dropped.Name) != heirs {
		if time.Now().After(deadline) {
			t.Fatal("it is not noticed that the name leads to another database")
		}
	}
	if db, err := d.Get(t.Context(), heir.Name); err == nil && db != nil {
		if _, err := db.Session(t.Context(), heirs, "any"); err == nil {
			t.Error("the old name is still served")
		}
	}
	exec(t, first.URL, "drop database "+quoted(dropped.Name)+" with (force)")
}

func rename(t *testing.T, url, from, to string) {
	t.Helper()
	exec(t, url, "alter database "+quoted(from)+" rename to "+quoted(to))
}

// identityOrNone makes a call that may first have to notice that its connections are closed.
func identityOrNone(t *testing.T, d *Databases, name string) string {
	t.Helper()
	db, err := d.Get(t.Context(), name)
	if err != nil || db == nil {
		return ""
	}
	_, _ = db.Session(t.Context(), "", "any")
	settings, err := db.Settings(t.Context())
	if err != nil {
		return ""
	}
	return settings.Branch
}

// A busy database uses all its own connections; the others still have theirs.
func TestDatabasesABusyOneStarvesNobody(t *testing.T) {
	t.Parallel()
	busy, quiet := pgtest.New(t), pgtest.New(t)
	limit := NewLimit(4)
	d := serving(t, busy.SidecarURL, Options{Connections: 3, Limit: limit})
	db, err := d.Get(t.Context(), busy.Name)
	if err != nil {
		t.Fatal(err)
	}
	var held []interface{ Release() }
	for range 3 {
		conn, err := db.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
	}
	identity(t, d, quiet.Name)
	if n := len(limit.slots); n > 4 {
		t.Errorf("%d connections", n)
	}
	for _, conn := range held {
		conn.Release()
	}
}

// If idle connections hold every slot, another database can still be opened.
func TestDatabasesShedsIdleConnections(t *testing.T) {
	t.Parallel()
	one, two, three := pgtest.New(t), pgtest.New(t), pgtest.New(t)
	limit := NewLimit(2)
	d := serving(t, one.SidecarURL, Options{Connections: 2, Limit: limit})
	for _, db := range []*pgtest.Database{one, two, three, one} {
		identity(t, d, db.Name)
		if open, err := d.Get(t.Context(), db.Name); err != nil || open.Ping(t.Context()) != nil {
			t.Errorf("%s does not answer: %v", db.Name, err)
		}
	}
}

func TestDatabasesClosesWhatIsIdle(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	limit := NewLimit(5)
	d := serving(t, db.SidecarURL, Options{Limit: limit})
	identity(t, d, db.Name)
	d.CloseIdle()
	if len(d.entries) != 1 {
		t.Error("one just used was closed")
	}
	d.close(time.Now().Add(time.Second))
	if len(d.entries) != 0 || len(limit.slots) != 0 {
		t.Errorf("%d databases and %d connections are open", len(d.entries), len(limit.slots))
	}
	identity(t, d, db.Name) // and opens again
}

func TestDatabasesTellsUnreachableFromNotServed(t *testing.T) {
	t.Parallel()
	d := serving(t, "postgres://nobody:x@127.0.0.1:1/x", Options{})
	if db, err := d.Get(t.Context(), "x"); db != nil || err == nil || errors.Is(err, ErrForeign) {
		t.Errorf("%v, %v", db, err)
	}
}
