package api_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// E06: an unverified address does not give access to an invitation.
func TestE06InvitationToAnUnverifiedAddress(t *testing.T) {
	t.Parallel()
	for name, setting := range map[string]string{
		"verification is required": `update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true}'`,
		"invitations are mailed": `update neon_auth.project_config
			set plugin_configs = '{"organization": {"config": {"sendInvitationEmail": true}}}'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			ann, bob := o.hire("ann"), o.hire("bob")
			id := ann.invite(bob, ann.found("acme"), "admin")
			o.run(setting)
			o.run(`update neon_auth."user" set "emailVerified" = false where id = $1`, bob.id)

			const code = "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION"
			given := fields{"invitationId": id}
			bob.post("/organization/accept-invitation", given).want(o, "accept", 403, code)
			bob.post("/organization/reject-invitation", given).want(o, "reject", 403, code)
			seen := bob.get("/organization/get-invitation?id="+id).want(o, "get", 403, code)
			listed := bob.get("/organization/list-user-invitations").want(o, "list", 403, code)
			if strings.Contains(seen.raw+listed.raw, "acme") {
				t.Error("the organization is told")
			}
			if n := ask[int](o, `select count(*) from neon_auth.member where "userId" = $1`, bob.id); n != 0 {
				t.Errorf("%d memberships", n)
			}

			o.run(`update neon_auth."user" set "emailVerified" = true where id = $1`, bob.id)
			bob.post("/organization/accept-invitation", given).want(o, "accept once verified", 200, "")
		})
	}
}

// E08: an invitation is what is stored under its id; the response to it cannot add anything.
func TestE08InvitationIsOpaque(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob, eve := o.hire("ann"), o.hire("bob"), o.hire("eve")
	acme, other := ann.found("acme"), ann.found("other")
	id := ann.invite(bob, acme, "member")
	flipped := "0"
	if strings.HasSuffix(id, flipped) {
		flipped = "1"
	}
	for what, wrong := range map[string]string{
		"another id": id[:35] + flipped, "no id": "x", "SQL": id + "' or true --", "a list": "{" + id + "}",
	} {
		bob.post("/organization/accept-invitation", fields{"invitationId": wrong}).want(o, what, 400, "INVITATION_NOT_FOUND")
	}
	mine := fields{"invitationId": id, "email": eve.email, "role": "owner", "organizationId": other, "userId": ann.id}
	eve.post("/organization/accept-invitation", mine).want(o, "another user", 403, "YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION")
	joined := bob.post("/organization/accept-invitation", mine).want(o, "with additions", 200, "")
	if joined.text("member", "role") != "member" || joined.text("member", "organizationId") != acme ||
		joined.text("member", "userId") != bob.id {
		t.Errorf("joined as %s", joined.raw)
	}
	bob.post("/organization/accept-invitation", mine).want(o, "again", 400, "INVITATION_NOT_FOUND")
}

// E09: members cannot grant a role with more permissions than their own, in any spelling.
func TestE09RolesAboveOnesOwn(t *testing.T) {
	t.Parallel()
	for _, creator := range []string{"owner", "admin"} {
		t.Run(creator, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			ann, adam, mia, eve := o.hire("ann"), o.hire("adam"), o.hire("mia"), o.hire("eve")
			acme := ann.found("acme")
			self, other := adam.join(acme, "admin"), mia.join(acme, "member")
			o.set(`{"config": {"creatorRole": "` + creator + `"}}`)
			before := ask[string](o, `select string_agg(role, ';' order by id) from neon_auth.member`)
			for _, role := range []any{
				"owner", "member,owner", "owner,member", "member, owner", " owner",
				[]string{"owner"},
				[]string{"member", "owner"},
				[]string{"member,owner"},
			} {
				what := fmt.Sprintf("%#v", role)
				adam.post("/organization/invite-member", fields{"email": eve.email, "role": role, "organizationId": acme}).
					want(o, what, 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_A_USER_WITH_THIS_ROLE")
				for _, id := range []string{self, other} {
					adam.post("/organization/update-member-role", fields{"memberId": id, "role": role, "organizationId": acme}).
						want(o, what, 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER")
				}
			}
			for _, role := range []any{"king", "member,king", []string{"king", "admin"}, "Owner", "OWNER"} {
				a := adam.post("/organization/invite-member", fields{"email": eve.email, "role": role, "organizationId": acme})
				if a.status != 400 || !strings.HasPrefix(a.code(), "ROLE_NOT_FOUND_") {
					t.Errorf("%v: %d %s", role, a.status, a.raw)
				}
			}
			adam.post("/organization/remove-member", fields{"memberIdOrEmail": ann.email, "organizationId": acme})
			if after := ask[string](o, `select string_agg(role, ';' order by id) from neon_auth.member`); after != before {
				t.Errorf("%s became %s", before, after)
			}
			if n := ask[int](o, `select count(*) from neon_auth.invitation`); n != 0 {
				t.Errorf("%d invitations", n)
			}
		})
	}
}

// E10: what belongs to one organization is not reached through another one.
func TestE10ThroughAnotherOrganization(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob, mia := o.hire("ann"), o.hire("bob"), o.hire("mia")
	acme, other := ann.found("acme"), bob.found("other")
	theirs, invited := mia.join(other, "member"), bob.invite(o.hire("zoe"), other, "member")
	owner := ask[string](o, `select id::text from neon_auth.member where "userId" = $1`, bob.id)
	snapshot := `select md5(string_agg(t::text, ';' order by t::text)) from (
		select m::text from neon_auth.member m union all select i::text from neon_auth.invitation i
		union all select g::text from neon_auth.organization g) t (t)`
	before := ask[string](o, snapshot)
	for _, request := range []struct {
		path   string
		body   fields
		status int
		code   string
	}{
		{"remove-member", fields{"memberIdOrEmail": theirs}, 400, "MEMBER_NOT_FOUND"},
		{"remove-member", fields{"memberIdOrEmail": owner}, 400, "MEMBER_NOT_FOUND"},
		{"remove-member", fields{"memberIdOrEmail": mia.email}, 400, "MEMBER_NOT_FOUND"},
		{"remove-member", fields{"memberIdOrEmail": theirs, "organizationId": other}, 400, "MEMBER_NOT_FOUND"},
		{"update-member-role", fields{"memberId": theirs, "role": "admin"}, 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER"},
		{"update-member-role", fields{"memberId": theirs, "role": "admin", "organizationId": other}, 400, "MEMBER_NOT_FOUND"},
		{"cancel-invitation", fields{"invitationId": invited, "organizationId": acme}, 400, "MEMBER_NOT_FOUND"},
		{"invite-member", fields{"email": "x@office.test", "role": "member", "organizationId": other}, 400, "MEMBER_NOT_FOUND"},
		{"update", fields{"data": fields{"name": "x"}, "organizationId": other}, 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"},
		{"delete", fields{"organizationId": other}, 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"},
		{"leave", fields{"organizationId": other}, 400, "MEMBER_NOT_FOUND"},
	} {
		ann.post("/organization/"+request.path, request.body).want(o, fmt.Sprint(request), request.status, request.code)
	}
	for _, path := range []string{"list-members?organizationId=", "list-invitations?organizationId=", "get-active-member-role?organizationId="} {
		ann.get("/organization/"+path+other).want(o, path, 403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION")
	}
	if after := ask[string](o, snapshot); after != before {
		t.Error("something changed")
	}
}

// E12: a plain member changes nothing, and an organization always keeps an owner.
func TestE12MembersAndTheLastOwner(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, mia, bob := o.hire("ann"), o.hire("mia"), o.hire("bob")
	acme := ann.found("acme")
	first := ask[string](o, `select id::text from neon_auth.member`)
	plain, third := mia.join(acme, "member"), bob.join(acme, "member")
	invited := ann.invite(o.hire("zoe"), acme, "member")
	for _, request := range []struct {
		path   string
		body   fields
		status int
	}{
		{"delete", fields{}, 403},
		{"update", fields{"data": fields{"name": "x"}}, 403},
		{"invite-member", fields{"email": "x@office.test", "role": "member"}, 403},
		{"remove-member", fields{"memberIdOrEmail": third}, 401}, // as in the reference
		{"remove-member", fields{"memberIdOrEmail": first}, 400},
		{"update-member-role", fields{"memberId": plain, "role": "admin"}, 403},
		{"update-member-role", fields{"memberId": first, "role": "member"}, 403},
		{"cancel-invitation", fields{"invitationId": invited}, 403},
	} {
		body := maps.Clone(request.body)
		body["organizationId"] = acme
		if a := mia.post("/organization/"+request.path, body); a.status != request.status {
			t.Errorf("%v: %d %s", request, a.status, a.raw)
		}
	}
	if list := mia.get("/organization/list-invitations?organizationId=" + acme); list.status != 200 || list.raw != "[]" {
		t.Errorf("a member sees invitations: %d %s", list.status, list.raw) // the members page requests them
	}
	if full := mia.get("/organization/get-full-organization?organizationId=" + acme); full.status != 200 || strings.Contains(full.raw, "zoe") {
		t.Errorf("a member sees %s", full.raw)
	}

	const only = "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER"
	ann.post("/organization/leave", fields{"organizationId": acme}).want(o, "leave", 400, only)
	for _, who := range []string{first, ann.email, strings.ToUpper(ann.email)} {
		ann.post("/organization/remove-member", fields{"memberIdOrEmail": who, "organizationId": acme}).want(o, "remove", 400, only)
	}
	for _, role := range []any{"admin", "member", " owner", []string{"admin", "member"}, "anything"} {
		ann.post("/organization/update-member-role", fields{"memberId": first, "role": role, "organizationId": acme}).
			want(o, fmt.Sprint(role), 400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER")
	}
}
