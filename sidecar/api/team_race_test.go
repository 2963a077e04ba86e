package api_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// E13: the limits of teams, of their members and of roles hold for concurrent changes, some of them in SQL.
func TestE13TeamAndRoleLimitsUnderRacingRequests(t *testing.T) {
	t.Parallel()
	const racers = 20
	// race sends everything at once and wants three to get through; then n, a count, is that many.
	race := func(o *office, send func(i int) reply, refusal, n string, want int) {
		o.Helper()
		var requests []func() reply
		for i := range racers {
			requests = append(requests, func() reply { return send(i) })
		}
		if got := o.atOnce(requests...); !maps.Equal(got, map[string]int{"OK": 3, refusal: racers - 3}) {
			o.Errorf("%v", got)
		}
		if found := ask[int](o, n); found != want {
			o.Errorf("%d, not %d: %s", found, want, n)
		}
	}
	// insert answers like the API does.
	insert := func(o *office, statement string, args ...any) reply {
		if _, err := o.db.Owner.Exec(o.Context(), statement, args...); err != nil {
			return reply{status: http.StatusTeapot, raw: err.Error()}
		}
		return reply{status: http.StatusOK}
	}

	t.Run("teams", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.set(`{"config": {"teams": {"enabled": true, "maximumTeams": 4}}}`)
		ann := o.hire("ann")
		acme := ann.found("acme")
		race(o, func(i int) reply {
			return ann.post("/organization/create-team", fields{"name": fmt.Sprint(i), "organizationId": acme})
		}, "Bad Request YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS", `select count(*) from neon_auth.team`, 4)
		o.run(`delete from neon_auth.team where name in (select name from neon_auth.team where name <> 'acme')`)
		race(o, func(i int) reply {
			return insert(o, `insert into neon_auth.team (name, "organizationId") values ($1, $2)`, fmt.Sprint(i), acme)
		}, "I'm a teapot", `select count(*) from neon_auth.team`, 4)
	})

	t.Run("members of a team", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.set(`{"config": {"teams": {"enabled": true, "maximumMembersPerTeam": 4}}}`)
		ann := o.hire("ann")
		acme := ann.found("acme")
		red := ask[string](o, `select id::text from neon_auth.team`)
		ann.post("/organization/set-active", fields{"organizationId": acme}).want(o, "set-active", 200, "")
		sends := []func() reply{}
		for i := range racers {
			who := o.hire(fmt.Sprint("racer", i))
			if i%2 == 0 {
				id := ann.post("/organization/invite-member",
					fields{"email": who.email, "role": "member", "teamId": red, "organizationId": acme}).text("id")
				sends = append(sends, func() reply {
					return who.post("/organization/accept-invitation", fields{"invitationId": id})
				})
				continue
			}
			who.join(acme, "member")
			sends = append(sends, func() reply {
				return ann.post("/organization/add-team-member", fields{"teamId": red, "userId": who.id})
			})
		}
		race(o, func(i int) reply { return sends[i]() }, "Forbidden TEAM_MEMBER_LIMIT_REACHED",
			`select count(*) from neon_auth."teamMember"`, 4)
		// Who found it full has joined nothing.
		if n := ask[int](o, `select count(*) from neon_auth.member m where not exists (
			select from neon_auth."teamMember" t where t."userId" = m."userId") and m."userId" in (
			select u.id from neon_auth."user" u join neon_auth.invitation i on i.email = u.email)`); n != 0 {
			t.Errorf("%d joined the organization only", n)
		}
	})

	t.Run("roles", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.set(`{"config": {"dynamicAccessControl": {"enabled": true, "maximumRolesPerOrganization": 3}}}`)
		ann := o.hire("ann")
		acme := ann.found("acme")
		race(o, func(i int) reply {
			return ann.post("/organization/create-role", fields{"role": fmt.Sprint("role", i), "permission": fields{}, "organizationId": acme})
		}, "Bad Request THIS_ORGANIZATION_HAS_TOO_MANY_ROLES", `select count(*) from neon_auth."organizationRole"`, 3)
	})
}

// A user who leaves the organization while being added to a team is in no team afterwards.
func TestLeavingWhileJoiningATeam(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(`{"config": {"teams": {"enabled": true}}}`)
	ann, mia := o.hire("ann"), o.hire("mia")
	acme := ann.found("acme")
	red := ask[string](o, `select id::text from neon_auth.team`)
	ann.post("/organization/set-active", fields{"organizationId": acme}).want(o, "set-active", 200, "")
	for range 10 {
		mia.join(acme, "member")
		got := o.atOnce(
			func() reply { return mia.post("/organization/leave", fields{"organizationId": acme}) },
			func() reply {
				return ann.post("/organization/add-team-member", fields{"teamId": red, "userId": mia.id})
			},
		)
		for answer := range got {
			if answer != "OK" && !strings.HasPrefix(answer, "Bad Request USER_IS_NOT_A_MEMBER") {
				t.Errorf("%v", got)
			}
		}
		if n := ask[int](o, `select count(*) from neon_auth."teamMember" where "userId" = $1`, mia.id); n != 0 {
			t.Fatal("in a team, and no member")
		}
	}
}
