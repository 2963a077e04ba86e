package sql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const adasClaims = `{"sub":"` + ada + `","role":"authenticated"}`

// TestTrustClaimsFrom: claims of a login that is not listed are ignored, and a dump keeps that.
func TestTrustClaimsFrom(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	conn := p.connect(t)
	run(t, conn, `set request.jwt.claims = '`+adasClaims+`'`)
	for _, step := range []struct{ roles, who string }{
		{"'{}'", ""},
		{"'{neon_auth_sidecar}'", ""},
		{"array['" + p.app + "']", ada},
		{"'{neon_auth_sidecar,neon_auth}'", ""},
		{"null", ""},
		{"array['neon_auth_sidecar', '" + p.app + "']", ada},
		{"'{neon_auth_sidecar}'", ""},
	} {
		p.exec(t, `select neon_auth.trust_claims_from(`+step.roles+`)`)
		want(t, conn, step.who, "trusting "+step.roles)
		var session string
		var organization *string
		err := conn.QueryRow(t.Context(), `select coalesce(auth.session() ->> 'sub', ''), auth.user_id()`).Scan(&session, &organization)
		if err != nil || session != step.who || (organization == nil) != (step.who == "") {
			t.Errorf("trusting %s: session %q, user_id %v, %v", step.roles, session, organization, err)
		}
	}
	for _, unknown := range []string{"nobody_of_that_name", "public", "x; drop table auth.claims_source"} {
		if _, err := p.Owner.Exec(t.Context(), `select neon_auth.trust_claims_from(array[$1::name])`, unknown); err == nil {
			t.Errorf("role %q is taken for one", unknown)
		}
	}
	want(t, conn, "", "a refused change")
	run(t, conn, `set role authenticated`)
	want(t, conn, "", "set role")
	p.exec(t, fmt.Sprintf(`grant pg_read_all_data, pg_write_all_data to %s`, p.app))
	want(t, conn, "", "rights on all data")
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `select auth.login($1)`, bobSession)
		want(t, tx, bob, "login of an untrusted one")
	})
}

// TestLoginTakesTheCookie: an app's back end has the session cookie, whose value is the token, a dot and a signature. The
// token is the secret: the signature adds nothing to it, and is nothing without it.
func TestLoginTakesTheCookie(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	conn := p.connect(t)
	for value, user := range map[string]string{
		adaSession: ada, adaSession + ".QeO%2BHpaIDbJvTr8o%3D": ada, bobSession + ".QeO+Hpa/JvTr8o=": bob, adaSession + ".": ada,
		"." + adaSession: "", "": "", ".": "", adaSession + " .x": "", adaSession[1:] + "." + adaSession: "", "QeO." + adaSession: "",
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select auth.login($1)`, value)
			want(t, tx, user, value)
		})
	}
}

// TestCopy: a template copy contains the rows of sessions, tokens and secrets, and accepts none of them.
func TestCopy(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	conn := p.connect(t)
	token := p.token(t, nil)
	run(t, conn, `select auth.jwt_session_init($1)`, token)
	run(t, conn, `select auth.login($1)`, adaSession)
	conn.Close(t.Context())
	p.Owner.Close()
	p.Sidecar.Close()

	elsewhere := strings.Replace(p.URL, p.Name, "postgres", 1)
	admin, copied := connectTo(t, elsewhere), p.Name+"_copy"
	run(t, admin, `create database `+copied+` template `+p.Name)
	defer func() { run(t, admin, `drop database `+copied+` with (force)`) }()

	onCopy := connectTo(t, strings.Replace(p.URL, p.Name, copied, 1))
	var rows int
	if err := onCopy.QueryRow(t.Context(), `select count(*) from neon_auth.verified_token`).Scan(&rows); err != nil || rows != 1 {
		t.Fatalf("%d verified tokens were copied, %v", rows, err)
	}
	in(t, onCopy, func(tx pgx.Tx) {
		if _, err := tx.Exec(t.Context(), `select auth.jwt_session_init($1)`, token); sqlstate(err) != "28000" {
			t.Errorf("the parent's token: %v", err)
		}
	})
	in(t, onCopy, func(tx pgx.Tx) {
		run(t, tx, `select auth.login($1)`, adaSession)
		want(t, tx, "", "the parent's session")
	})

	run(t, onCopy, `update neon_auth.session_origin set branch = neon_auth.branch_identity()`)
	in(t, onCopy, func(tx pgx.Tx) {
		run(t, tx, `set transaction read only`)
		run(t, tx, `select auth.login($1)`, adaSession)
		want(t, tx, ada, "before the copy has a secret of its own")
	})
	run(t, onCopy, `select auth.login($1)`, adaSession)
	var secrets int
	err := onCopy.QueryRow(t.Context(), `select count(distinct secret) from neon_auth.context_secret`).Scan(&secrets)
	if err != nil || secrets < 2 {
		t.Errorf("%d secrets, %v: the copy drew none", secrets, err)
	}

	run(t, onCopy, `update neon_auth.context_secret set "createdAt" = "createdAt" - interval '2 hours'`)
	run(t, onCopy, `update neon_auth.jwks set branch = neon_auth.branch_identity()`)
	run(t, onCopy, `select auth.jwt_session_init($1)`, token)
	err = onCopy.QueryRow(t.Context(), `select count(*) from neon_auth.context_secret`).Scan(&secrets)
	if err != nil || secrets != 1 {
		t.Errorf("%d secrets, %v: the parent's still seals", secrets, err)
	}
}

// TestPolicies: a policy in the documented form calls auth.uid() once, so that it costs as much as a constant, and the short
// form is inlined into the query.
func TestPolicies(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	p.exec(t, `create schema app; grant usage on schema app to authenticated;
		create table app.note (id int, user_id uuid not null, body text);
		insert into app.note select i, case when i % 1000 = 0 then '`+ada+`'::uuid else gen_random_uuid() end, 'x'
		from generate_series(1, 100000) i;
		alter table app.note enable row level security;
		grant select on app.note to authenticated;
		create policy own on app.note to authenticated using (true)`)
	p.exec(t, `vacuum analyze app.note`)
	conn := p.connect(t)
	policy := func(condition string) { p.exec(t, `alter policy own on app.note using (`+condition+`)`) }
	open := map[string]string{
		"claims":  `select set_config('request.jwt.claims', '` + adasClaims + `', true)`,
		"context": `select auth.login('` + adaSession + `')`,
	}
	policy("user_id = (select auth.uid())")
	for source, statement := range open {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local max_parallel_workers_per_gather = 0`)
			run(t, tx, `set local role authenticated`)
			run(t, tx, statement)
			var plan []struct{ Plan node }
			must(t, tx.QueryRow(t.Context(), `explain (analyze, costs off, timing off, verbose, format json) select count(*) from app.note`).Scan(&plan))
			text, _ := json.Marshal(plan)
			before, once := plan[0].Plan.initial()
			if before == 0 || !once {
				t.Errorf("%s: auth.uid() is not called once, before the rows are read: %s", source, text)
			}
			for _, filter := range plan[0].Plan.filters() {
				if strings.Contains(filter, "auth.") || strings.Contains(filter, "current_setting") {
					t.Errorf("%s: in each row, %s", source, filter)
				}
			}
		})
	}

	policy("user_id = auth.uid()")
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `set local role authenticated`)
		run(t, tx, open["claims"])
		rows, err := tx.Query(t.Context(), `explain (verbose, costs off) select count(*) from app.note`)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		plan := strings.Join(lines, "\n")
		if strings.Contains(plan, "auth.uid()") || !strings.Contains(plan, "current_setting") {
			t.Errorf("auth.uid() is called, not planned in:\n%s", plan)
		}
		count(t, tx, `select count(*) from app.note where id <= 20000`, 20)
	})
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `set local role authenticated`)
		run(t, tx, open["context"])
		count(t, tx, `select count(*) from app.note where id <= 2000`, 2)
	})

	policy("user_id = (select auth.uid())")
	for source, statement := range open {
		in(t, conn, func(tx pgx.Tx) {
			for _, s := range []string{
				`set local parallel_setup_cost = 0`, `set local parallel_tuple_cost = 0`,
				`set local min_parallel_table_scan_size = 0`, `set local role authenticated`, statement,
			} {
				run(t, tx, s)
			}
			count(t, tx, `select count(*) from app.note`, 100) // in a parallel plan
			run(t, tx, `set local request.jwt.claims = '{ "o": {"a": [1, {"b": "\u00e9"}]}, "sub": "`+ada+`" }'`)
			count(t, tx, `select count(*) from app.note`, 100)
			if source == "claims" {
				run(t, tx, `set local request.jwt.claims = '{"sub": "`+ada+`"'`)
				count(t, tx, `select count(*) from app.note`, 0)
			}
		})
	}
}

func count(t testing.TB, q querier, query string, want int) {
	t.Helper()
	var n int
	if err := q.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != want {
		t.Errorf("%s: %d rows, want %d", query, n, want)
	}
}

// TestPostgREST runs the README's script for PostgREST: keys, and notifications about new ones.
func TestPostgREST(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	setup, err := os.ReadFile("../testdata/postgrest.sql")
	must(t, err)
	conn := connectTo(t, p.URL)
	script(t, conn, string(setup))
	run(t, conn, `listen pgrst`)
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `select postgrest.pre_config()`)
		holds(t, tx, `(current_setting('pgrst.jwt_secret')::jsonb #>> '{keys,0,kid}') = $1`, p.kid)
		holds(t, tx, `current_setting('pgrst.jwt_secret') not like '%privateKey%' and current_setting('pgrst.jwt_role_claim_key') = '.role'`)
	})
	p.exec(t, `update neon_auth.jwks set "expiresAt" = now() + interval '1 hour'`)
	waiting, done := context.WithTimeout(t.Context(), 30*time.Second)
	defer done()
	if _, err := conn.WaitForNotification(waiting); err != nil {
		t.Errorf("it gets no notification when keys change: %v", err)
	}
}
