package sql_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestStrictIsKept: a new database is strict, and one from before the switches keeps its setting.
func TestStrictIsKept(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	const (
		all = `bool_and(strict_proof and strict_sign_up and strict_origin and strict_owner) from neon_auth_internal.config`
		any = `bool_or(strict_proof or strict_sign_up or strict_origin or strict_owner) from neon_auth_internal.config`
	)
	holds(t, conn, all)
	paths, err := filepath.Glob("migrations/*_strict.sql")
	must(t, err)
	migration, err := os.ReadFile(paths[0])
	must(t, err)
	for options, strict := range map[string]bool{
		`null`: false, `'{}'`: false, `'{"rateLimit": {"enabled": false}}'`: false, `'{"strict": false}'`: false, `'{"strict": true}'`: true,
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `update neon_auth.project_config set options = `+options)
			runAll(t, tx, string(migration))
			if strict {
				holds(t, tx, all)
				return
			}
			holds(t, tx, "not "+any)
			holds(t, tx, `count(*) = 6 from neon_auth.settings where name like 'strict_%' and value = 'false'`)
			run(t, tx, `select neon_auth.set('strictOwner', 'true')`)
			holds(t, tx, `bool_and(strict_owner and not strict_proof) from neon_auth_internal.config`)
		})
	}
}

// TestSoleOwnerStays: no endpoint of the API deletes the only owner of an organization, with or without other members.
func TestSoleOwnerStays(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	const eve = "5a14a3a0-0f0e-4c0e-9f0e-000000000003"
	for name, alone := range map[string]string{
		"alone":              `select 1`,
		"beside a member":    `insert into neon_auth.member ("organizationId", "userId", role, "createdAt") select "organizationId", '` + bob + `', 'member', now() from neon_auth.member where "userId" = '` + eve + `'`,
		"with several roles": `update neon_auth.member set role = 'admin,owner' where "userId" = '` + eve + `'`,
	} {
		for _, deletes := range []string{
			`select neon_auth_internal.delete_own_user('` + eve + `')`,
			`select neon_auth_api.admin_remove_user('ada', '` + eve + `')`,
		} {
			in(t, conn, func(tx pgx.Tx) {
				run(t, tx, `update neon_auth."user" set role = 'admin' where id = '`+ada+`'`)
				run(t, tx, alone)
				inner, err := tx.Begin(t.Context())
				must(t, err)
				if _, err := inner.Exec(t.Context(), deletes); sqlstate(err) != "NA409" {
					t.Errorf("%s, %s: %v", name, deletes, err)
				}
				must(t, inner.Rollback(t.Context()))
				holds(t, tx, `count(*) = 1 from neon_auth."user" where id = '`+eve+`'`)

				run(t, tx, `savepoint handed_over`)
				run(t, tx, `insert into neon_auth.member ("organizationId", "userId", role, "createdAt") select "organizationId", '`+bob+`', 'owner', now()
					from neon_auth.member where "userId" = '`+eve+`' on conflict ("organizationId", "userId") do update set role = 'owner'`)
				run(t, tx, deletes)
				run(t, tx, `rollback to handed_over`)
				run(t, tx, `select neon_auth.set('strictOwner', 'false')`)
				run(t, tx, deletes)
			})
		}
	}
}

// TestSoleOwnerRace: when two owners delete their accounts at once, one stays.
func TestSoleOwnerRace(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	run(t, conn, `update neon_auth.member set role = 'owner'`)
	err := race(t, d, `select neon_auth_internal.delete_own_user('`+ada+`')`, `select neon_auth_internal.delete_own_user('`+bob+`')`)
	if sqlstate(err) != "NA409" {
		t.Errorf("the second ends with %v", err)
	}
	holds(t, conn, `count(*) = 1 from neon_auth.member where "userId" = '`+bob+`' and role = 'owner'`)
}
