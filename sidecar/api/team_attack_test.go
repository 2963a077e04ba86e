package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const bothOn = `{"config": {"teams": {"enabled": true}, "dynamicAccessControl": {"enabled": true}}}`

// E06, E08: an unverified address joins no team either, and who accepts cannot name one.
func TestE06E08InvitationsToTeams(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(bothOn)
	ann, bob := o.hire("ann"), o.hire("bob")
	acme := ann.found("acme")
	team := func(name string) string {
		return ann.post("/organization/create-team", fields{"name": name, "organizationId": acme}).text("id")
	}
	red, blue := team("red"), team("blue")
	id := ann.post("/organization/invite-member",
		fields{"email": bob.email, "role": "member", "organizationId": acme, "teamId": red}).want(o, "invite", 200, "").text("id")
	given := fields{"invitationId": id, "teamId": blue, "teamIds": []string{blue}}

	o.run(`update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true}'`)
	o.run(`update neon_auth."user" set "emailVerified" = false where id = $1`, bob.id)
	bob.post("/organization/accept-invitation", given).
		want(o, "unverified", 403, "EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION")
	o.run(`update neon_auth."user" set "emailVerified" = true where id = $1`, bob.id)
	bob.post("/organization/accept-invitation", given).want(o, "verified", 200, "")
	joined := ask[string](o, `select string_agg("teamId"::text, ',') from neon_auth."teamMember" where "userId" = $1`, bob.id)
	if joined != red {
		t.Errorf("joined %s, invited to %s", joined, red)
	}
}

// E09: members cannot create, change, grant or revoke a role with more permissions than their own.
func TestE09OwnRolesAboveOnesOwn(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(bothOn)
	ann, adam, mia, eve := o.hire("ann"), o.hire("adam"), o.hire("mia"), o.hire("eve")
	acme := ann.found("acme")
	self, other := adam.join(acme, "admin"), mia.join(acme, "member")
	boss := fields{"role": "boss", "permission": fields{"organization": []string{"delete"}}, "organizationId": acme}
	ann.post("/organization/create-role", boss).want(o, "an owner's", 200, "")
	const snapshot = `select concat_ws('|', (select string_agg(role, ';' order by id) from neon_auth.member),
		(select string_agg(role || permission, ';' order by id) from neon_auth."organizationRole"),
		(select count(*) from neon_auth.invitation))`
	before := ask[string](o, snapshot)

	for _, permission := range []fields{
		{"organization": []string{"delete"}},
		{"organization": []string{"update", "delete"}, "team": []string{}},
		{"team": []string{"create"}, "organization": []string{"update", "delete"}},
		{"member": []string{"*"}},
		{"ac": []string{"create "}},
	} {
		what := fmt.Sprint(permission)
		made := adam.post("/organization/create-role", fields{"role": "mine", "permission": permission, "organizationId": acme}).
			want(o, what, 403, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE")
		if !strings.Contains(made.raw, `"missingPermissions":["`) {
			t.Errorf("%s: %s", what, made.raw)
		}
	}
	for _, data := range []fields{
		{},
		{"roleName": "anything"},
		{"permission": fields{}},
		{"permission": fields{"organization": []string{"delete"}}},
	} {
		adam.post("/organization/update-role", fields{"roleName": "boss", "data": data, "organizationId": acme}).
			want(o, fmt.Sprint(data), 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE")
	}
	adam.post("/organization/delete-role", fields{"roleName": "boss", "organizationId": acme}).
		want(o, "delete", 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE")
	for _, role := range []any{"boss", "admin,boss", " boss", "boss ", []string{"member", "boss"}, "member, boss"} {
		what := fmt.Sprintf("%#v", role)
		adam.post("/organization/invite-member", fields{"email": eve.email, "role": role, "organizationId": acme}).
			want(o, what, 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_A_USER_WITH_THIS_ROLE")
		for _, id := range []string{self, other} {
			adam.post("/organization/update-member-role", fields{"memberId": id, "role": role, "organizationId": acme}).
				want(o, what, 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER")
		}
	}
	for _, name := range []string{"a,owner", " owner", "owner ", "\towner", "", ","} {
		ann.post("/organization/create-role", fields{"role": name, "permission": fields{}, "organizationId": acme}).
			want(o, name, 400, "INVALID_VALUE")
	}
	adam.post("/organization/update-member-role", fields{"memberId": self, "role": "admin,someday", "organizationId": acme}).
		want(o, "in advance", 400, "ROLE_NOT_FOUND_SOMEDAY")
	if after := ask[string](o, snapshot); after != before {
		t.Errorf("%s became %s", before, after)
	}
	// A member cannot demote or remove a user whose role they could not grant.
	ann.post("/organization/update-member-role", fields{"memberId": other, "role": "boss", "organizationId": acme}).want(o, "give", 200, "")
	adam.post("/organization/update-member-role", fields{"memberId": other, "role": "member", "organizationId": acme}).
		want(o, "demote", 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER")
	adam.post("/organization/remove-member", fields{"memberIdOrEmail": other, "organizationId": acme}).
		want(o, "remove", 401, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER")
}

// E10, E16: a team or role is not accessible through another organization, or visible to its members.
func TestE10E16TeamsAndRolesOfOthers(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(bothOn)
	ann, bob, mia := o.hire("ann"), o.hire("bob"), o.hire("mia")
	other := bob.post("/organization/create", fields{"name": "hushed", "slug": "other"}).text("id")
	theirs := ask[string](o, `select id::text from neon_auth.team`)
	role := bob.post("/organization/create-role", fields{"role": "hushed", "permission": fields{}}).text("roleData", "id")
	acme := ann.post("/organization/create", fields{"name": "acme", "slug": "acme"}).text("id")
	mia.join(acme, "member")
	const snapshot = `select md5(concat(
		(select string_agg(t::text, ';' order by t::text) from neon_auth.team t),
		(select string_agg(m::text, ';' order by m::text) from neon_auth."teamMember" m),
		(select string_agg(r::text, ';' order by r::text) from neon_auth."organizationRole" r),
		(select string_agg(i::text, ';' order by i::text) from neon_auth.invitation i)))`
	before := ask[string](o, snapshot)

	anonymous := &colleague{office: o}
	for _, request := range []struct {
		path   string
		body   fields
		status int
		code   string
	}{
		{"invite-member", fields{"email": "x@office.test", "role": "member", "teamId": theirs}, 400, "TEAM_NOT_FOUND"},
		{"invite-member", fields{"email": "x@office.test", "role": "member", "teamId": []string{theirs}}, 400, "TEAM_NOT_FOUND"},
		{"invite-member", fields{"email": "x@office.test", "role": "hushed"}, 400, "ROLE_NOT_FOUND_HUSHED"},
		{"create-team", fields{"name": "x", "organizationId": other}, 403, "YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION"},
		{"update-team", fields{"teamId": theirs, "data": fields{"name": "x"}}, 400, "TEAM_NOT_FOUND"},
		{"update-team", fields{"teamId": theirs, "data": fields{"name": "x", "organizationId": other}}, 403, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM"},
		{"remove-team", fields{"teamId": theirs}, 400, "TEAM_NOT_FOUND"},
		{"remove-team", fields{"teamId": theirs, "organizationId": other}, 403, "YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM"},
		{"add-team-member", fields{"teamId": theirs, "userId": ann.id}, 400, "TEAM_NOT_FOUND"},
		{"add-team-member", fields{"teamId": theirs, "userId": bob.id}, 400, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"},
		{"remove-team-member", fields{"teamId": theirs, "userId": ann.id}, 400, "TEAM_NOT_FOUND"},
		{"set-active-team", fields{"teamId": theirs}, 403, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM"},
		{"create-role", fields{"role": "x", "permission": fields{}, "organizationId": other}, 403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"},
		{"update-role", fields{"roleId": role, "data": fields{"permission": fields{"ac": []string{"read"}}}}, 400, "ROLE_NOT_FOUND"},
		{"update-role", fields{"roleId": role, "data": fields{}, "organizationId": other}, 403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"},
		{"delete-role", fields{"roleId": role}, 400, "ROLE_NOT_FOUND"},
		{"delete-role", fields{"roleName": "hushed", "organizationId": other}, 403, "YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION"},
	} {
		ann.post("/organization/"+request.path, request.body).want(o, fmt.Sprint(request), request.status, request.code)
		if a := anonymous.post("/organization/"+request.path, request.body); a.status != 401 || a.raw != "" {
			t.Errorf("%s without a session: %d %s", request.path, a.status, a.raw)
		}
	}
	for _, path := range []string{
		"list-teams?organizationId=" + other, "list-team-members?teamId=" + theirs, "list-roles?organizationId=" + other,
		"get-role?organizationId=" + other + "&roleName=hushed", "get-role?roleId=" + role,
	} {
		if a := ann.get("/organization/" + path); a.status < 400 || a.status > 403 || strings.Contains(a.raw, "hushed") {
			t.Errorf("%s: %d %s", path, a.status, a.raw)
		}
		if a := anonymous.get("/organization/" + path); a.status != 401 || a.raw != "" {
			t.Errorf("%s without a session: %d %s", path, a.status, a.raw)
		}
	}
	if after := ask[string](o, snapshot); after != before {
		t.Error("something changed")
	}
}

// E12: a plain member cannot change teams or roles.
func TestE12MembersTeamsAndRoles(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(bothOn)
	ann, mia := o.hire("ann"), o.hire("mia")
	acme := ann.found("acme")
	red := ask[string](o, `select id::text from neon_auth.team`)
	ann.post("/organization/create-role", fields{"role": "quiet", "permission": fields{}, "organizationId": acme}).want(o, "role", 200, "")
	mia.join(acme, "member")
	mia.post("/organization/set-active", fields{"organizationId": acme}).want(o, "set-active", 200, "")
	for _, request := range []struct {
		path string
		body fields
		code string
	}{
		{"create-team", fields{"name": "x"}, "YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION"},
		{"update-team", fields{"teamId": red, "data": fields{"name": "x"}}, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM"},
		{"remove-team", fields{"teamId": red}, "YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION"},
		{"add-team-member", fields{"teamId": red, "userId": mia.id}, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_MEMBER"},
		{"remove-team-member", fields{"teamId": red, "userId": ann.id}, "YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER"},
		{"set-active-team", fields{"teamId": red}, "USER_IS_NOT_A_MEMBER_OF_THE_TEAM"},
		{"create-role", fields{"role": "x", "permission": fields{}}, "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE"},
		{"update-role", fields{"roleName": "quiet", "data": fields{}}, "YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE"},
		{"delete-role", fields{"roleName": "quiet"}, "YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE"},
	} {
		mia.post("/organization/"+request.path, request.body).want(o, request.path, 403, request.code)
	}
}

// E14: nothing of a query reaches a statement: these lists take an id, and other text is no id.
func TestE14TeamsAndRolesByNoOtherText(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.set(bothOn)
	ann := o.hire("ann")
	ann.found("acme")
	for _, text := range []string{"'", "x' or true --", `"user".password`, "$.*", "{}", "%", "1; drop table neon_auth.team"} {
		for _, path := range []string{"list-teams?organizationId=", "list-team-members?teamId=", "list-roles?organizationId=", "get-role?roleId=", "get-role?roleName="} {
			if a := ann.get("/organization/" + path + url.QueryEscape(text)); a.status != 400 && a.status != 403 {
				t.Errorf("%s%s: %d %s", path, text, a.status, a.raw)
			}
		}
	}
}
