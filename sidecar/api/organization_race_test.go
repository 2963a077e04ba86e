package api_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// E13: limits hold for concurrent requests.
func TestE13LimitsUnderRacingRequests(t *testing.T) {
	t.Parallel()
	const racers = 20

	t.Run("organizations of a user", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.set(`{"config": {"organizationLimit": 3}}`)
		ann := o.hire("ann")
		var requests []func() reply
		for i := range racers {
			requests = append(requests, func() reply {
				slug := fmt.Sprint("slug-", i)
				return ann.post("/organization/create", fields{"name": slug, "slug": slug})
			})
		}
		got := o.atOnce(requests...)
		want := map[string]int{"OK": 3, "Forbidden YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS": racers - 3}
		if !maps.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if n := ask[int](o, `select count(*) from neon_auth.member m join neon_auth.organization g on g.id = m."organizationId"`); n != 3 {
			t.Errorf("%d organizations", n)
		}
	})

	t.Run("members of an organization", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.set(`{"config": {"membershipLimit": 4}}`)
		ann := o.hire("ann")
		acme := ann.found("acme")
		var requests []func() reply
		for i := range racers {
			who := o.hire(fmt.Sprint("racer", i))
			id := ann.invite(who, acme, "member")
			requests = append(requests, func() reply {
				return who.post("/organization/accept-invitation", fields{"invitationId": id})
			})
		}
		got := o.atOnce(requests...)
		want := map[string]int{"OK": 3, "Forbidden ORGANIZATION_MEMBERSHIP_LIMIT_REACHED": racers - 3}
		if !maps.Equal(got, want) {
			t.Errorf("%v", got)
		}
		if n := ask[int](o, `select count(*) from neon_auth.member`); n != 4 {
			t.Errorf("%d members", n)
		}
		if n := ask[int](o, `select count(*) from neon_auth.invitation where status = 'accepted'`); n != 3 {
			t.Errorf("%d invitations are accepted", n)
		}
	})
}

// E12: the last owner stays even if all owners leave concurrently, in any way.
func TestE12OwnersWhoGoAtOnce(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for round := range 5 {
		first := o.hire(fmt.Sprint("owner", round))
		acme := first.found(fmt.Sprint("acme", round))
		owners := []*colleague{first}
		ids := map[*colleague]string{first: ask[string](o, `select id::text from neon_auth.member where "userId" = $1`, first.id)}
		for i := range 3 {
			who := o.hire(fmt.Sprint("owner", round, "-", i))
			ids[who], owners = who.join(acme, "owner"), append(owners, who)
		}
		var requests []func() reply
		for i, who := range owners {
			next := owners[(i+1)%len(owners)]
			requests = append(requests,
				func() reply { return who.post("/organization/leave", fields{"organizationId": acme}) },
				func() reply {
					return who.post("/organization/remove-member", fields{"memberIdOrEmail": next.email, "organizationId": acme})
				},
				func() reply {
					return who.post("/organization/update-member-role", fields{"memberId": ids[next], "role": "member", "organizationId": acme})
				})
		}
		got := o.atOnce(requests...)
		if n := ask[int](o, `select count(*) from neon_auth.member where role = 'owner' and "organizationId" = $1`, acme); n == 0 {
			t.Errorf("no owner is left: %v", got)
		}
		if got["Internal Server Error INTERNAL_SERVER_ERROR"] > 0 {
			t.Errorf("%v", got)
		}
	}
}

// Whatever may happen once happens once.
func TestOrganizationRaces(t *testing.T) {
	t.Parallel()
	const racers = 8
	repeat := func(send func(i int) reply) (requests []func() reply) {
		for i := range racers {
			requests = append(requests, func() reply { return send(i) })
		}
		return requests
	}
	o := openOffice(t)
	ann, bob := o.hire("ann"), o.hire("bob")
	acme := ann.found("acme")
	var others []string
	for i := range racers {
		others = append(others, ann.found(fmt.Sprint("other", i)))
	}
	id := ann.invite(bob, acme, "member")

	for _, race := range []struct {
		name string
		send func(i int) reply
		lost string
	}{
		{"one invitation accepted", func(int) reply {
			return bob.post("/organization/accept-invitation", fields{"invitationId": id})
		}, "Bad Request INVITATION_NOT_FOUND"},
		{"one address invited", func(int) reply {
			return ann.post("/organization/invite-member", fields{"email": "zoe@office.test", "role": "member", "organizationId": acme})
		}, "Bad Request USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION"},
		{"one slug created", func(int) reply {
			return bob.post("/organization/create", fields{"name": "x", "slug": "wanted"})
		}, "Bad Request ORGANIZATION_ALREADY_EXISTS"},
		{"one slug moved to", func(i int) reply {
			return ann.post("/organization/update", fields{"data": fields{"slug": "moved"}, "organizationId": others[i]})
		}, "Bad Request ORGANIZATION_SLUG_ALREADY_TAKEN"},
		{"one member removed", func(int) reply {
			return ann.post("/organization/remove-member", fields{"memberIdOrEmail": bob.email, "organizationId": acme})
		}, "Bad Request MEMBER_NOT_FOUND"},
		{"one organization deleted", func(int) reply {
			return ann.post("/organization/delete", fields{"organizationId": acme})
		}, "Bad Request USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"},
	} {
		if got := o.atOnce(repeat(race.send)...); got["OK"] != 1 || got[race.lost] != racers-1 {
			t.Errorf("%s: %v", race.name, got)
		}
	}
}

// The API locks an organization, then a member's row; SQL has the row first, and so waits only where an owner goes.
func TestMembersWrittenBySQLWaitForNoOrganization(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.hire("ann"), o.hire("bob")
	bob.join(ann.found("acme"), "member")
	api, err := o.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer api.Rollback(t.Context())
	if _, err := api.Exec(t.Context(), `select from neon_auth.organization for no key update`); err != nil {
		t.Fatal(err)
	}
	for _, write := range []struct{ statement, who, refusal string }{
		{`update neon_auth.member set role = 'admin' where "userId" = $1`, bob.id, ""},
		{`delete from neon_auth.member where "userId" = $1`, bob.id, ""},
		{`update neon_auth.member set role = 'member' where "userId" = $1`, ann.id, "lock timeout"},
	} {
		tx, err := o.db.Owner.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), `set local lock_timeout = '2s'`); err != nil {
			t.Fatal(err)
		}
		_, err = tx.Exec(t.Context(), write.statement, write.who)
		if got := fmt.Sprint(err); (err == nil) != (write.refusal == "") || !strings.Contains(got, write.refusal) {
			t.Errorf("%s: %v", write.statement, err)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// Two owners who step down by SQL, the second with a snapshot from before the first did.
func TestOwnersWhoSeeEachOtherInSnapshots(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.hire("ann"), o.hire("bob")
	bob.join(ann.found("acme"), "owner")
	for level, refusal := range map[pgx.TxIsoLevel]string{
		pgx.ReadCommitted:  "You cannot leave the organization without an owner",
		pgx.RepeatableRead: "could not serialize access",
		pgx.Serializable:   "could not serialize access",
	} {
		o.run(`update neon_auth.member set role = 'owner'`)
		later, err := o.db.Owner.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: level})
		if err != nil {
			t.Fatal(err)
		}
		const leave = `update neon_auth.member set role = 'member' where "userId" = $1`
		if _, err := later.Exec(t.Context(), `select from neon_auth.member`); err != nil {
			t.Fatal(err)
		}
		o.run(leave, ann.id)
		if _, err := later.Exec(t.Context(), leave, bob.id); err == nil || !strings.Contains(err.Error(), refusal) {
			t.Errorf("%s: %v", level, err)
		}
		_ = later.Rollback(t.Context())
	}
}
