package sql_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

const (
	inEngine = `update neon_auth.session set "activeOrganizationId" = '` + engine + `' where "userId" in ('` + ada + `', '` + bob + `');
		insert into neon_auth.team (id, name, "organizationId") values ('` + crew + `', 'Crew', '` + engine + `');
		insert into neon_auth."teamMember" ("teamId", "userId") values ('` + crew + `', '` + bob + `');
		update neon_auth.session_origin o set "activeTeamId" = '` + crew + `' from neon_auth.session s where s.id = o."sessionId" and s."userId" = '` + bob + `'`
)

// TestActiveEndsWithTheMembership: when a membership ends in any way, no session of that user keeps its organization or
// team as active. Sessions of other members keep theirs.
func TestActiveEndsWithTheMembership(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	for ends, others := range map[string]int{
		`delete from neon_auth.member where "userId" = '` + bob + `'`:                                                                2,
		`update neon_auth.member set "userId" = (select id from neon_auth."user" where name = 'Eve') where "userId" = '` + bob + `'`: 2,
		`select neon_auth_api.remove_member('ada', '{"memberIdOrEmail": "bob@example.com", "organizationId": "` + engine + `"}')`:    2,
		`select neon_auth_api.leave_organization('bob', '{"organizationId": "` + engine + `"}')`:                                     2,
		`delete from neon_auth.organization where id = '` + engine + `'`:                                                             0,
		`select neon_auth_api.delete_organization('ada', '{"organizationId": "` + engine + `"}')`:                                    0,
		`truncate neon_auth.member cascade`:       0,
		`truncate neon_auth.organization cascade`: 0,
	} {
		in(t, conn, func(tx pgx.Tx) {
			runAll(t, tx, inEngine)
			runAll(t, tx, ends)
			holds(t, tx, `count(*) = 0 from neon_auth.session where "userId" = '`+bob+`' and "activeOrganizationId" is not null`)
			holds(t, tx, `count(*) = 0 from neon_auth.session_origin where "activeTeamId" is not null`)
			count(t, tx, `select count(*) from neon_auth.session where "activeOrganizationId" is not null`, others)
		})
	}
	for _, ends := range []string{
		`delete from neon_auth."teamMember"`, `delete from neon_auth.team`, `truncate neon_auth."teamMember"`, `truncate neon_auth.team cascade`,
	} {
		in(t, conn, func(tx pgx.Tx) {
			runAll(t, tx, inEngine)
			runAll(t, tx, ends)
			holds(t, tx, `count(*) = 0 from neon_auth.session_origin where "activeTeamId" is not null`)
			count(t, tx, `select count(*) from neon_auth.session where "activeOrganizationId" is not null`, 3)
		})
	}
}

// TestActiveRaces: an organization or team that is made active while the membership ends is not active afterwards.
func TestActiveRaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ activates, ends string }{
		"organization": {
			`select neon_auth_api.set_active_organization('bob', '{"organizationId": "` + engine + `"}')`,
			`delete from neon_auth.member where "userId" = '` + bob + `'`,
		},
		"team": {
			`select neon_auth_api.set_active_team('bob', '{"teamId": "` + crew + `"}')`,
			`delete from neon_auth."teamMember" where "userId" = '` + bob + `'`,
		},
	} {
		for _, activatesFirst := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				d, conn := withPeople(t)
				script(t, conn, inEngine+`; update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"teams": {"enabled": true}}}}';
					update neon_auth.session_origin set "activeTeamId" = null`)
				if name == "organization" {
					script(t, conn, `update neon_auth.session set "activeOrganizationId" = null`)
				}
				first, second := c.activates, c.ends
				if !activatesFirst {
					first, second = second, first
				}
				_ = race(t, d, first, second) // to be refused is right as well
				holds(t, conn, `count(*) = 0 from neon_auth.session s join neon_auth.session_origin o on o."sessionId" = s.id
					where s."userId" = '`+bob+`' and (o."activeTeamId" is not null or s."activeOrganizationId" is not null and not exists (
					select from neon_auth.member m where m."userId" = s."userId"))`)
			})
		}
	}
}
