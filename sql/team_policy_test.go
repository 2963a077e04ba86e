package sql_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

const withRoles = `update neon_auth.project_config
	set plugin_configs = '{"organization": {"config": {"dynamicAccessControl": {"enabled": true}}}}'`

// TestPermissionsOfOwnRoles: policies use the current permissions of roles that an organization defined, if the
// settings enable them.
func TestPermissionsOfOwnRoles(t *testing.T) {
	t.Parallel()
	p := newOrganizations(t)
	conn := p.connect(t)
	p.exec(t, `insert into neon_auth."organizationRole" ("organizationId", role, permission)
		values ($1, 'guest', '{"project": ["read", "write"], "team": ["create"]}'), ($2, 'guest', '{"project": ["burn"]}')`, acme, other)
	// has runs a query as Bob, who is guest and member of acme.
	has := func(want bool, org, permission string) {
		t.Helper()
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local role authenticated`)
			run(t, tx, `select auth.login($1)`, bobSession)
			var got bool
			err := tx.QueryRow(t.Context(), `select auth.has_permission($1, $2)`, org, permission).Scan(&got)
			if err != nil || got != want {
				t.Errorf("%s of %s: %v (%v)", permission, org, got, err)
			}
		})
	}
	has(false, acme, "project:read")
	p.exec(t, withRoles)
	has(true, acme, "project:read")
	has(true, acme, "project:write")
	has(true, acme, "team:create")
	has(true, acme, "ac:read")
	has(false, acme, "project:burn")
	has(false, acme, "project")
	has(false, other, "project:burn")
	p.exec(t, `update neon_auth."organizationRole" set permission = '{"project": ["read"]}' where "organizationId" = $1`, acme)
	has(true, acme, "project:read")
	has(false, acme, "project:write")
	p.exec(t, `delete from neon_auth."organizationRole" where "organizationId" = $1`, acme)
	has(false, acme, "project:read")
	has(true, acme, "ac:read")
}

// TestTeamPolicies: members see the teams and roles of their organizations. Only members of a team see who is in it.
func TestTeamPolicies(t *testing.T) {
	t.Parallel()
	p := newOrganizations(t)
	conn := p.connect(t)
	p.exec(t, `insert into neon_auth.team (name, "organizationId") values ('red', $1), ('blue', $1), ('green', $2)`, acme, other)
	p.exec(t, `insert into neon_auth."teamMember" ("teamId", "userId") select id, $1 from neon_auth.team`, ada)
	p.exec(t, `insert into neon_auth."teamMember" ("teamId", "userId") select id, $1 from neon_auth.team where name = 'red'`, bob)
	p.exec(t, `insert into neon_auth."organizationRole" ("organizationId", role, permission) values ($1, 'guest', '{}'), ($2, 'guest', '{}')`,
		acme, other)
	for session, want := range map[string][]int{adaSession: {3, 4, 2}, bobSession: {2, 2, 1}, "nobody's": {0, 0, 0}} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local role authenticated`)
			run(t, tx, `select auth.login($1)`, session)
			count(t, tx, `select count(*) from neon_auth.team`, want[0])
			count(t, tx, `select count(*) from neon_auth."teamMember"`, want[1])
			count(t, tx, `select count(*) from neon_auth."organizationRole"`, want[2])
			if _, err := tx.Exec(t.Context(), `insert into neon_auth.team (name, "organizationId") values ('x', $1)`, acme); sqlstate(err) != "42501" {
				t.Errorf("%s makes a team: %v", session, err)
			}
		})
	}
}
