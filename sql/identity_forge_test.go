package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// contextOf returns the setting after login, which any caller can read.
func contextOf(t testing.TB, q querier) string {
	t.Helper()
	var sealed string
	if err := q.QueryRow(t.Context(), `select current_setting('neon_auth.context')`).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	return sealed
}

const bobsClaims = `{"sub":"` + bob + `","role":"authenticated","o":{"id":"` + bob + `"}}`

// TestForging: the app's own role tries to become Bob after signing in as Ada, or without signing in.
func TestForging(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.exec(t, fmt.Sprintf(`select neon_auth.trust_claims_from('{neon_auth}'); create schema evil; grant all on schema evil to %s, authenticated`, p.app))
	conn, other := p.connect(t), p.connect(t)

	var captured string
	in(t, other, func(tx pgx.Tx) {
		run(t, tx, `select auth.login($1)`, bobSession)
		want(t, tx, bob, "login")
		captured = contextOf(t, tx)

		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select set_config('neon_auth.context', $1, true)`, captured)
			want(t, tx, "", "another backend's context")
		})
	})

	asAda := func(what string, attack func(tx pgx.Tx), who string) {
		t.Helper()
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local role authenticated`)
			run(t, tx, `select auth.login($1)`, adaSession)
			attack(tx)
			want(t, tx, who, what)
			var id, claims, organization *string
			err := tx.QueryRow(t.Context(), `select auth.user_id(), auth.jwt() operator(pg_catalog.->>) 'sub',
				auth.organization() operator(pg_catalog.->>) 'id'`).
				Scan(&id, &claims, &organization)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range []*string{id, claims} {
				if got != nil && *got != who || got == nil && who != "" {
					t.Errorf("%s: readers return %v and %v, want %q", what, id, claims, who)
				}
			}
			if organization != nil {
				t.Errorf("%s: organization %s", what, *organization)
			}
		})
	}
	set := func(value string) func(pgx.Tx) {
		return func(tx pgx.Tx) { run(t, tx, `select set_config('neon_auth.context', $1, true)`, value) }
	}
	edit := func(change func(string) string) func(pgx.Tx) {
		return func(tx pgx.Tx) { set(change(contextOf(t, tx)))(tx) }
	}
	statements := func(list ...string) func(pgx.Tx) {
		return func(tx pgx.Tx) {
			for _, s := range list {
				run(t, tx, s)
			}
		}
	}
	bobify := func(s string) string { return strings.ReplaceAll(s, ada, bob) }

	asAda("nothing", func(pgx.Tx) {}, ada)
	asAda("yesterday's context", set(captured), "")
	asAda("Bob's id in Ada's context", edit(bobify), "")
	asAda("Ada's seal on Bob's claims", edit(func(s string) string { return s[:76] + bobsClaims }), "")
	asAda("a longer life", edit(func(s string) string { return s[:64] + "999999999999" + s[76:] }), "")
	asAda("a blank behind", edit(func(s string) string { return s + " " }), "")
	asAda("a seal alone", edit(func(s string) string { return s[:64] }), "")
	asAda("claims alone", set(bobsClaims), "")
	asAda("something", set("x"), "")
	asAda("nothing, from an untrusted login", set(""), "")
	asAda("reset", statements(`reset neon_auth.context`), "")
	asAda("own claims", statements(`set local request.jwt.claims = '`+bobsClaims+`'`), ada)
	asAda("own claims, session-wide", statements(`set request.jwt.claims = '`+bobsClaims+`'`), ada)
	asAda("own claims and no context", statements(`set request.jwt.claims = '`+bobsClaims+`'`, `set local neon_auth.context = ''`), "")
	asAda("reset all", statements(`reset all`), "")
	asAda("as the owner", statements(`set local role none`), ada)
	asAda("search_path", statements(`set local search_path = evil, pg_temp, pg_catalog`,
		`create function evil.current_setting(text, boolean) returns text language sql as $$ select '`+bobsClaims+`' $$`,
		`create function evil.eq(text, text) returns boolean language sql as $$ select true $$`,
		`create operator evil.= (leftarg = text, rightarg = text, function = evil.eq)`,
		`create operator evil.<> (leftarg = text, rightarg = text, function = evil.eq)`,
		`create function evil.now() returns timestamptz language sql as $$ select timestamptz 'epoch' $$`,
		`create function evil.sha256(bytea) returns bytea language sql as $$ select $1 $$`,
		`create function evil.has_table_privilege(name, oid, text) returns boolean language sql as $$ select true $$`,
		`create function evil.field(jsonb, text) returns text language sql as $$ select '`+bob+`' $$`,
		`create operator evil.->> (leftarg = jsonb, rightarg = text, function = evil.field)`), ada)
	asAda("pg_temp", statements(
		`create domain pg_temp.text as pg_catalog.text check (pg_catalog.pg_sleep(0) is not null)`,
		`create domain pg_temp.uuid as pg_catalog.uuid default '`+bob+`'`,
		`create domain pg_temp.jsonb as pg_catalog.jsonb check (false)`,
		`create domain pg_temp.float8 as pg_catalog.float8 check (false)`,
		`create domain pg_temp.regclass as pg_catalog.regclass check (false)`,
		`create temporary table context_secret (branch pg_catalog.text, secret bytea)`,
		`create temporary table "user" (id pg_catalog.uuid)`,
		`create function pg_temp.verified_claims() returns pg_catalog.jsonb language sql as $$ select '`+bobsClaims+`'::pg_catalog.jsonb $$`,
		`set local search_path = pg_temp, auth`), ada)
	asAda("settings", statements(`set local bytea_output = 'escape'`, `set local datestyle = 'German'`, `set local timezone = 'Asia/Tokyo'`,
		`set local intervalstyle = 'sql_standard'`, `set local standard_conforming_strings = off`,
		`set local extra_float_digits = -15`, `set local client_encoding = 'LATIN1'`, `set local row_security = off`,
		`set local transform_null_equals = on`, `set local plan_cache_mode = force_generic_plan`), ada)

	for _, denied := range []string{
		`select neon_auth_internal.open_context(null, '` + bobsClaims + `', now() + interval '1 day')`,
		`select neon_auth_internal.verify_jwt('')`,
		`select neon_auth_internal.secret_of(null)`,
		`select neon_auth.trust_claims_from(null)`,
		`select auth.context_seal('x', 'x')`,
		`select * from neon_auth.context_secret`,
		`select * from neon_auth.verified_token`,
		`insert into neon_auth.ed25519_comb values ('', 1, 1, 1, 1)`,
		`grant references on auth.claims_source to public`,
		`create or replace function auth.uid() returns uuid language sql as 'select null::uuid'`,
		`create function auth.steal() returns int language sql as 'select 1'`,
	} {
		if _, err := conn.Exec(t.Context(), denied); sqlstate(err) != "42501" {
			t.Errorf("%s: %v, want permission denied", denied, err)
		}
	}
}

// TestJ04PooledConnection: an identity ends with its transaction, however that ends.
func TestJ04PooledConnection(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	for name, open := range map[string]string{
		"login": `select auth.login('` + adaSession + `')`,
		"token": `select auth.jwt_session_init('` + p.token(t, nil) + `')`,
	} {
		conn := p.connect(t)
		steps := func(when, who string, list ...string) {
			t.Helper()
			for _, s := range list {
				conn.Exec(t.Context(), s) // some fail, and are meant to
			}
			want(t, conn, who, name+", "+when)
		}
		steps("alone", "", open)
		steps("begun", ada, "begin", open)
		steps("committed", "", "commit")
		steps("rolled back", "", "begin", open, "rollback")
		steps("failed", "", "begin", open, "select 1/0", "rollback")
		steps("failed, then committed", "", "begin", open, "select 1/0", "commit")
		steps("savepoint", ada, "begin", "savepoint a", open, "release a")
		steps("after the savepoint", "", "commit")
		steps("savepoint undone", "", "begin", "savepoint a", open, "rollback to a")
		steps("over", "", "commit")
		steps("in a block that fails", "", "begin", `do $$ begin perform 1; `+strings.Replace(open, "select", "perform", 1)+
			`; raise 'x'; exception when others then null; end $$`)
		steps("over", "", "rollback")
		steps("replayed for the session", ada, "begin", open, `select set_config('neon_auth.context', current_setting('neon_auth.context'), false)`)
		steps("and committed", "", "commit")
		steps("even beside claims", "", `set request.jwt.claims = '`+bobsClaims+`'`)
		steps("until it is put away", bob, "reset neon_auth.context")
		steps("and the claims too", "", "reset request.jwt.claims")
		steps("prepared", ada, "begin", open, "prepare q as select 1 where auth.uid() is not null", "execute q")
		var n *int
		steps("over", "", "commit")
		if err := conn.QueryRow(t.Context(), "execute q", pgx.QueryExecModeSimpleProtocol).Scan(&n); err != pgx.ErrNoRows {
			t.Errorf("%s: a prepared statement remembers: %v", name, err)
		}
		steps("login that fails, after one that did not", "", "begin", open, "select auth.login('nobody')")
		steps("over", "", "rollback")
		steps("revoked at the same time", ada, "begin", open)
		steps("over", "", "commit")
	}
	p.exec(t, `update neon_auth.session set "expiresAt" = now() - interval '1 second' where token = '`+hashed(adaSession)+`'`)
	p.exec(t, `update neon_auth."user" set banned = true where id = '`+bob+`'`)
	conn := p.connect(t)
	for _, token := range []string{adaSession, bobSession, "", hashed(bobSession)} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select auth.login($1)`, token)
			want(t, tx, "", "session that is over")
		})
	}
	p.exec(t, `update neon_auth."user" set banned = false; update neon_auth.session_origin set branch = 'ep-other'`)
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `select auth.login($1)`, bobSession)
		want(t, tx, "", "another branch's session")
	})
}
