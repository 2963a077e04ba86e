package sql_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	acme  = "0a14a3a0-0f0e-4c0e-9f0e-000000000001"
	other = "0a14a3a0-0f0e-4c0e-9f0e-000000000002"
)

// newOrganizations adds two organizations to people: Ada owns both, Bob is a member of acme.
func newOrganizations(t testing.TB) *people {
	t.Helper()
	p := newPeople(t)
	p.exec(t, `insert into neon_auth.organization (id, name, slug, "createdAt") values ($1, 'Acme', 'acme', now()), ($2, 'Other', 'other', now())`,
		acme, other)
	p.exec(t, `insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
		values ($1, $3, 'owner', now()), ($2, $3, 'owner', now()), ($1, $4, 'guest,member', now())`, acme, other, ada, bob)
	return p
}

// example is the example of `neonauth help policies`.
func example(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("../sidecar/help/policies.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?m)^    create table project (?:.*\n)(?:    .*\n)+`).FindString(string(readme))
	if !strings.Contains(block, "create policy") {
		t.Fatal("policies.md has no example of a policy for organizations")
	}
	return block
}

// TestMultiTenantPolicies runs the example of `neonauth help policies`: changes of a membership apply at once.
func TestMultiTenantPolicies(t *testing.T) {
	t.Parallel()
	p := newOrganizations(t)
	p.exec(t, example(t)+fmt.Sprintf(`insert into project (org, name) values ('%s', 'ours'), ('%s', 'theirs')`, acme, other))
	conn := p.connect(t)
	as := func(session string) func(func(pgx.Tx)) {
		return func(do func(pgx.Tx)) {
			in(t, conn, func(tx pgx.Tx) {
				run(t, tx, `set local role authenticated`)
				run(t, tx, `select auth.login($1)`, session)
				do(tx)
			})
		}
	}
	const seen = `select count(*) from project`
	rename := func(tx pgx.Tx, want int64) {
		t.Helper()
		done, err := tx.Exec(t.Context(), `update project set name = 'renamed'`)
		if err != nil || done.RowsAffected() != want {
			t.Errorf("%d rows are changed (%v), want %d", done.RowsAffected(), err, want)
		}
	}
	refuse := func(tx pgx.Tx, org string) {
		t.Helper()
		if _, err := tx.Exec(t.Context(), `insert into project (org, name) values ($1, 'new')`, org); sqlstate(err) != "42501" {
			t.Errorf("an insert for %s: %v", org, err)
		}
	}
	as(adaSession)(func(tx pgx.Tx) { count(t, tx, seen, 2); rename(tx, 2) })
	as(bobSession)(func(tx pgx.Tx) { count(t, tx, seen, 1); rename(tx, 0); refuse(tx, acme) })
	in(t, conn, func(tx pgx.Tx) { run(t, tx, `set local role authenticated`); count(t, tx, seen, 0); refuse(tx, acme) })

	// In the same login, with the same claims: the next statement sees the change.
	as(bobSession)(func(tx pgx.Tx) {
		count(t, tx, seen, 1)
		p.exec(t, `update neon_auth.member set role = 'admin' where "userId" = $1`, bob)
		rename(tx, 1)
		refuse(tx, other)
	})
	as(bobSession)(func(tx pgx.Tx) {
		count(t, tx, seen, 1)
		p.exec(t, `delete from neon_auth.member where "userId" = $1`, bob)
		count(t, tx, seen, 0)
		rename(tx, 0)
	})
	// A claim does not make the user a member.
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `set local role authenticated`)
		run(t, tx, `select set_config('request.jwt.claims', $1, true)`,
			`{"sub":"`+bob+`","role":"authenticated","o":{"id":"`+acme+`","slug":"acme","role":"owner"}}`)
		count(t, tx, seen, 0)
	})
}

func TestMembershipFunctions(t *testing.T) {
	t.Parallel()
	p := newOrganizations(t)
	conn := p.connect(t)
	for _, c := range []struct{ session, call, want string }{
		{adaSession, `auth.is_member('` + acme + `')`, "true"},
		{adaSession, `auth.is_member('` + other + `')`, "true"},
		{bobSession, `auth.is_member('` + other + `')`, "false"},
		{bobSession, `auth.is_member(gen_random_uuid())`, "false"},
		{bobSession, `auth.is_member(null)`, ""},
		{bobSession, `auth.has_org_role('` + acme + `', 'guest')`, "true"},
		{bobSession, `auth.has_org_role('` + acme + `', 'member')`, "true"},
		{bobSession, `auth.has_org_role('` + acme + `', 'guest,member')`, "false"},
		{bobSession, `auth.has_org_role('` + acme + `', 'owner')`, "false"},
		{bobSession, `auth.has_org_role('` + other + `', 'member')`, "false"},
		{adaSession, `auth.has_permission('` + acme + `', 'organization:delete')`, "true"},
		{bobSession, `auth.has_permission('` + acme + `', 'organization:delete')`, "false"},
		{bobSession, `auth.has_permission('` + acme + `', 'ac:read')`, "true"},
		{bobSession, `auth.has_permission('` + other + `', 'ac:read')`, "false"},
		{adaSession, `auth.has_permission('` + acme + `', 'organization')`, "false"},
		{adaSession, `auth.has_permission('` + acme + `', 'planet:delete')`, "false"},
		{adaSession, `auth.has_permission('` + acme + `', '')`, "false"},
		{adaSession, `auth.has_permission('` + acme + `', null)`, "false"},
		{adaSession, `auth.has_org_role('` + acme + `', null)`, "false"},
		{adaSession, `auth.has_org_role('` + acme + `', '')`, "false"},
		{"without a user", `auth.is_member('` + acme + `')`, "false"},
		{adaSession, `cardinality(auth.organization_ids())`, "2"},
		{bobSession, `cardinality(auth.organization_ids())`, "1"},
		{"without a user", `cardinality(auth.organization_ids())`, "0"},
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local role authenticated`)
			run(t, tx, `select auth.login($1)`, c.session)
			var got string
			if err := tx.QueryRow(t.Context(), `select coalesce((`+c.call+`)::text, '')`).Scan(&got); err != nil || got != c.want {
				t.Errorf("%s: %s is %q (%v), want %q", c.session, c.call, got, err, c.want)
			}
		})
	}
}

// TestOrganizationClaim: the claim of a login contains the active organization and the user's current role in it.
func TestOrganizationClaim(t *testing.T) {
	t.Parallel()
	p := newOrganizations(t)
	conn := p.connect(t)
	claim := func(want, when string) {
		t.Helper()
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select auth.login($1)`, bobSession)
			var got string
			err := tx.QueryRow(t.Context(), `select concat_ws(' ', auth.organization_id(), auth.organization() ->> 'slug',
				auth.organization() ->> 'role')`).Scan(&got)
			if err != nil || got != want {
				t.Errorf("%s: %q (%v), want %q", when, got, err, want)
			}
		})
	}
	activate := func(id string) {
		p.exec(t, `update neon_auth.session set "activeOrganizationId" = $1 where "userId" = $2`, id, bob)
	}
	claim("", "nothing is active")
	activate(acme)
	claim(acme+" acme guest,member", "active")
	p.exec(t, `update neon_auth.member set role = 'admin' where "userId" = $1`, bob)
	claim(acme+" acme admin", "another role")
	activate(other)
	claim("", "active, and no member")
	activate("no uuid")
	claim("", "active, and no id")
	activate(acme)
	p.exec(t, `delete from neon_auth.organization where id = $1`, acme)
	claim("", "deleted")
}

// tenants creates a table with the rows of 100 organizations. Three of them are Ada's, two as admin.
func tenants(t testing.TB, rows int) *people {
	t.Helper()
	p := newPeople(t)
	p.exec(t, fmt.Sprintf(`
		create table doc (id int, org uuid not null, body text);
		insert into neon_auth.organization (id, name, slug, "createdAt")
		select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, i, i, now() from generate_series(0, 999) i;
		insert into doc select i, ('00000000-0000-4000-8000-' || lpad((i %% 1000)::text, 12, '0'))::uuid, 'some text'
		from generate_series(1, %d) i;
		create index on doc (org);
		insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
		select id, '%s', case slug when '7' then 'member' else 'admin' end, now()
		from neon_auth.organization where slug in ('5', '6', '7');
		alter table doc enable row level security;
		grant select on doc to authenticated;
		create policy own on doc to authenticated using (auth.has_permission(org, 'invitation:create'))`, rows, ada))
	p.exec(t, `vacuum analyze doc`)
	p.exec(t, `analyze neon_auth.member`)
	return p
}

const byHand = `select count(d.body) from doc d join neon_auth.member m
	on m."organizationId" = d.org and m."userId" = '` + ada + `' and m.role in ('owner', 'admin')`

// TestPermissionPolicyLooksTheIndexUp: the list of organizations is computed once, not for each row.
func TestPermissionPolicyLooksTheIndexUp(t *testing.T) {
	t.Parallel()
	p := tenants(t, 50000)
	in(t, p.connect(t), func(tx pgx.Tx) {
		run(t, tx, `set local role authenticated`)
		run(t, tx, `select auth.login($1)`, adaSession)
		count(t, tx, `select count(body) from doc`, 100)
		rows, err := tx.Query(t.Context(), `explain select count(body) from doc`)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		plan := strings.Join(lines, "\n")
		if err != nil || !regexp.MustCompile(`Index Cond: \(org = ANY \(\(?auth\.organization_ids\(`).MatchString(plan) {
			t.Errorf("%v\n%s", err, plan)
		}
	})
}

// BenchmarkPermissionPolicy compares a policy on a million rows with a hand-written join.
func BenchmarkPermissionPolicy(b *testing.B) {
	p := tenants(b, 1000000)
	conn := p.connect(b)
	measure := func(role, query string) time.Duration {
		best := time.Hour
		in(b, conn, func(tx pgx.Tx) {
			run(b, tx, role)
			run(b, tx, `select auth.login($1)`, adaSession)
			for range 20 {
				start := time.Now()
				count(b, tx, query, 2000)
				best = min(best, time.Since(start))
			}
		})
		return best
	}
	p.exec(b, fmt.Sprintf(`grant usage on schema neon_auth to %s; grant select on neon_auth.member to %[1]s;
		grant select on doc to %[1]s; create policy app on doc to %[1]s using (true);
		create policy app on neon_auth.member to %[1]s using (true)`, p.app))
	for b.Loop() {
		join, policy := measure(`select 1`, byHand), measure(`set local role authenticated`, `select count(body) from doc`)
		b.ReportMetric(float64(join.Microseconds()), "us/join")
		b.ReportMetric(float64(policy.Microseconds()), "us/policy")
		b.ReportMetric(float64(policy)/float64(join), "policy/join")
	}
}
