package sql_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestIdentityEndsWithItsTransaction: a context that was copied in one transaction is invalid in the next one, even
// when one message contains both, so that they have the same now() and pid.
func TestIdentityEndsWithItsTransaction(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.exec(t, `create schema app; grant usage on schema app to public;
		create procedure app.commits(token text) language plpgsql as $$
		begin
		  perform auth.login(token); perform set_config('neon_auth.context', current_setting('neon_auth.context'), false);
		  commit;
		  perform set_config('app.after', coalesce(auth.uid()::text, ''), false);
		end $$;
		create procedure app.rolls_back(token text) language plpgsql as $$
		begin
		  perform set_config('app.kept', '', false);
		  commit;
		  perform auth.login(token);
		  perform set_config('neon_auth.context', current_setting('neon_auth.context'), false);
		  commit and chain;
		  perform set_config('app.after', coalesce(auth.uid()::text, ''), false);
		end $$`)
	const keep = `select set_config('neon_auth.context', current_setting('neon_auth.context'), false);`
	login := `select auth.login('` + adaSession + `');`
	const after = `select set_config('app.after', coalesce(auth.uid()::text, ''), false);`
	for name, message := range map[string]string{
		"the next transaction of the message":       `begin;` + login + keep + `commit; begin;` + after + `commit;`,
		"the next one, read only":                   `begin read only;` + login + keep + `commit; begin read only;` + after + `commit;`,
		"an implicit one":                           `begin;` + login + keep + `commit;` + after,
		"a chained one":                             `begin;` + login + keep + `commit and chain;` + after + `commit;`,
		"after a savepoint":                         `begin; savepoint a;` + login + keep + `release a; commit; begin; savepoint a;` + after + `release a; commit;`,
		"with the other person's login in between":  `begin;` + login + keep + `commit; begin; select auth.login('` + bobSession + `'); select set_config('neon_auth.context', current_setting('app.ada'), true);` + after + `commit;`,
		"in a procedure":                            `call app.commits('` + adaSession + `');`,
		"in a procedure that chains":                `call app.rolls_back('` + adaSession + `');`,
		"in a block of code":                        `do $$ begin perform auth.login('` + adaSession + `'); perform set_config('neon_auth.context', current_setting('neon_auth.context'), false); commit; perform set_config('app.after', coalesce(auth.uid()::text, ''), false); end $$;`,
		"with a cursor of the same name and text":   `begin;` + login + keep + `select set_config('app.cursor', (select name from pg_cursors), false); commit; begin; do $$ begin execute format('declare %I cursor for select 1', current_setting('app.cursor')); end $$;` + after + `commit;`,
		"after rollback to before the login":        `begin; savepoint a;` + login + `select set_config('app.ada', current_setting('neon_auth.context'), false); rollback to a; select set_config('neon_auth.context', current_setting('app.ada', true), true);` + after + `commit;`,
		"after the login's cursor has been closed":  `begin;` + login + `close all;` + after + `commit;`,
		"with a cursor that was declared with hold": `begin; declare c cursor with hold for select 1;` + login + keep + `commit; begin;` + after + `commit;`,
	} {
		conn := p.connect(t)
		if strings.Contains(message, "app.ada'), true") && !strings.Contains(message, "savepoint") {
			message = strings.Replace(message, keep, `select set_config('app.ada', current_setting('neon_auth.context'), false);`, 1)
		}
		script(t, conn, message)
		var uid string
		must(t, conn.QueryRow(t.Context(), `select current_setting('app.after')`).Scan(&uid))
		if uid != "" {
			t.Errorf("%s is %s's", name, uid)
		}
	}
	conn := p.connect(t)
	if err := try(t, conn, `declare c cursor for select neon_auth_internal.context_marker()`); sqlstate(err) != "42501" {
		t.Errorf("a caller opens the marker's cursor: %v", err)
	}
	if err := try(t, conn, `do $$ declare c refcursor; begin open c for select neon_auth_internal.context_marker(); end $$`); sqlstate(err) != "42501" {
		t.Errorf("a caller opens the marker's cursor in plpgsql: %v", err)
	}
}

// TestIdentityHoldsInItsTransaction: the identity is valid until its transaction ends, however the transaction is
// written.
func TestIdentityHoldsInItsTransaction(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	login := `select auth.login('` + adaSession + `');`
	const after = `select set_config('app.after', coalesce(auth.uid()::text, ''), false);`
	for name, message := range map[string]string{
		"an explicit one":                  `begin;` + login + after + `commit;`,
		"read only":                        `begin read only;` + login + after + `commit;`,
		"serializable, read only":          `begin isolation level serializable read only deferrable;` + login + after + `commit;`,
		"an implicit one":                  login + after,
		"a savepoint":                      `begin; savepoint a;` + login + `release a; savepoint b;` + after + `commit;`,
		"after an error in a savepoint":    `begin;` + login + `savepoint a; select auth.login('none'); rollback to a;` + after + `commit;`,
		"after another login":              `begin; select auth.login('` + bobSession + `');` + login + after + `commit;`,
		"after another one was undone":     `begin;` + login + `savepoint a; select auth.login('` + bobSession + `'); rollback to a;` + after + `commit;`,
		"a thousand times":                 `begin; do $$ begin for i in 1 .. 1000 loop perform auth.login('` + adaSession + `'); end loop; end $$;` + after + `commit;`,
		"with cursors of the app's":        `begin; declare a cursor for select 1;` + login + `declare b cursor with hold for select 2; close a;` + after + `commit;`,
		"in a function that catches":       `begin; do $$ begin perform auth.login('` + adaSession + `'); begin perform 1 / 0; exception when division_by_zero then null; end; end $$;` + after + `commit;`,
		"as authenticated":                 `begin; set local role authenticated;` + login + after + `commit;`,
		"with a search_path of the app's":  `begin; set local search_path = public, pg_catalog;` + login + after + `commit;`,
		"as a procedure's own transaction": `do $$ begin commit; perform auth.login('` + adaSession + `'); perform set_config('app.after', coalesce(auth.uid()::text, ''), false); end $$;`,
	} {
		conn := p.connect(t)
		script(t, conn, message)
		var uid string
		must(t, conn.QueryRow(t.Context(), `select current_setting('app.after')`).Scan(&uid))
		if uid != ada {
			t.Errorf("%s: %q, want Ada", name, uid)
		}
	}

	// Pipelined, in the extended protocol: one transaction until the Sync.
	conn := p.connect(t)
	batch := &pgx.Batch{}
	batch.Queue(`select auth.login($1)`, adaSession)
	batch.Queue(`select auth.uid()::text`)
	results := conn.SendBatch(t.Context(), batch)
	var id, uid *string
	must(t, results.QueryRow().Scan(&id))
	must(t, results.QueryRow().Scan(&uid))
	must(t, results.Close())
	if uid == nil || *uid != ada {
		t.Errorf("pipelined: %v", uid)
	}
	want(t, conn, "", "after the pipeline")
	holds(t, conn, `count(*) = 0 from pg_cursors where statement = 'select neon_auth_internal.context_marker()'`)
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `select auth.login($1)`, adaSession)
		run(t, tx, `select auth.login($1)`, adaSession)
		holds(t, tx, `count(*) = 1 from pg_cursors where statement = 'select neon_auth_internal.context_marker()'`)
	})
}

// TestClaimsAreAdmittedByDatabase: roles belong to the cluster, so by default only the logins that this database admits
// may set claims, and no other tenant's.
func TestClaimsAreAdmittedByDatabase(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	for _, database := range []string{"one", "two"} {
		c.database(t, database, "")
		must(t, c.install(t, "postgres", database))
	}
	script(t, c.admin, `
		alter database two owner to next_owner;
		create role owners_app login password '`+password+`' in role owner;
		create role owners_reader login noinherit password '`+password+`' in role owner;
		create role app login noinherit password '`+password+`' in role authenticated;
		create role tenant login createrole password '`+password+`';
		create role authenticator login noinherit password '`+password+`' in role authenticated, anonymous`)
	accepts := func(login, database string) bool {
		conn := c.connect(t, login, database)
		var accepted bool
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select set_config('request.jwt.claims', '`+adasClaims+`', true)`)
			must(t, tx.QueryRow(t.Context(), `select auth.uid() is not null`).Scan(&accepted))
			var claims bool
			must(t, tx.QueryRow(t.Context(), `select auth.session() <> 'null'`).Scan(&claims))
			if claims != accepted {
				t.Errorf("%s in %s: auth.uid() and auth.session() differ", login, database)
			}
		})
		return accepted
	}
	check := func(when string, want map[string]bool) {
		t.Helper()
		for who, is := range want {
			login, database, _ := strings.Cut(who, " in ")
			if got := accepts(login, database); got != is {
				t.Errorf("%s, claims of %s: accepted %v, want %v", when, who, got, is)
			}
		}
	}
	check("by default", map[string]bool{
		"owner in one": true, "owner in two": false, "next_owner in one": false, "next_owner in two": true,
		"owners_app in one": true, "owners_reader in one": false, "owners_app in two": false,
		"postgres in one": true, "app in one": false, "app in two": false, "tenant in one": false,
		"authenticator in one": true, "authenticator in two": true, "second_installer in one": false,
	})
	one := c.connect(t, "owner", "one")
	run(t, one, `select neon_auth.trust_claims_from('{app}')`)
	check("with a list", map[string]bool{
		"app in one": true, "app in two": false, "owner in one": false, "authenticator in one": false, "authenticator in two": true,
		"postgres in one": true,
	})
	reinstallable(t, c.connect(t, "postgres", "one"))
	must(t, c.install(t, "postgres", "one"))
	check("a release later", map[string]bool{"app in one": true, "owner in one": false, "authenticator in one": false})

	// A copy keeps the list, and has its own owner.
	one.Close(t.Context())
	run(t, c.admin, `select pg_terminate_backend(pid) from pg_stat_activity where datname in ('one', 'two')`)
	pgtest.Eventually(t, "a client stays connected", func() bool {
		return truth(t, c.admin, `not exists (select from pg_stat_activity where datname in ('one', 'two'))`)
	})
	run(t, c.admin, `create database copied template two owner owner`)
	check("in a copy", map[string]bool{"owner in copied": true, "next_owner in copied": false, "app in copied": false, "authenticator in copied": true})
	run(t, c.connect(t, "owner", "one"), `select neon_auth.trust_claims_from()`)
	check("with the default again", map[string]bool{"app in one": false, "owner in one": true, "authenticator in one": true})

	if truth(t, c.admin, `current_setting('server_version_num')::int >= 160000`) {
		run(t, c.admin, `drop role authenticator`)
		run(t, c.connect(t, "tenant", "postgres"), `create role authenticator login password '`+password+`'`)
		check("made by another tenant", map[string]bool{"authenticator in one": false, "authenticator in two": false})
	}
	run(t, c.admin, `drop role authenticator; `)
	run(t, c.admin, `alter role tenant rename to authenticator; `)
	run(t, c.admin, fmt.Sprintf(`alter role authenticator password '%s'`, password))
	run(t, c.admin, `grant authenticator to second_installer with admin option`)
	check("administered by another tenant", map[string]bool{"authenticator in one": false, "authenticator in two": false})
}

// TestUpgradeKeepsWhoBringsClaims: closing the default keeps a list, and the logins that have rights in the database.
func TestUpgradeKeepsWhoBringsClaims(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	for _, database := range []string{"listed", "open"} {
		c.database(t, database, "")
		must(t, c.install(t, "postgres", database))
	}
	script(t, c.admin, `create role app login in role authenticated; create role tenant login in role authenticated;
		create role reader login; grant connect on database open to app`)
	closing := migrationNamed(t, "admitted_claims")
	for database, before := range map[string]string{
		"listed": `select neon_auth.trust_claims_from('{tenant}')`,
		"open":   `select neon_auth.trust_claims_from('{neon_auth}'); grant references on auth.claims_source to public; create schema r; grant usage on schema r to reader`,
	} {
		conn := c.connect(t, "postgres", database)
		script(t, conn, before)
		script(t, conn, closing)
		got := listed(t, conn, `select rolname::text from pg_roles where rolname in ('app', 'tenant', 'reader', 'owner')
			and has_table_privilege(rolname, 'auth.claims_source', 'references') order by 1`)
		want := map[string]string{"listed": "tenant", "open": "app owner"}[database]
		if strings.Join(got, " ") != want {
			t.Errorf("%s: claims are accepted from %v, want %s", database, got, want)
		}
	}
}

// migrationNamed returns the text of a migration, independent of its number.
func migrationNamed(t *testing.T, name string) string {
	t.Helper()
	paths, err := filepath.Glob("migrations/*_" + name + ".sql")
	if err != nil || len(paths) != 1 {
		t.Fatalf("migrations named %s: %v, %v", name, paths, err)
	}
	text, err := os.ReadFile(paths[0])
	must(t, err)
	return string(text)
}
