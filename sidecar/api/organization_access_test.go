package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// E14: lists are sorted and filtered by a membership's own fields, and by nothing else.
func TestE14SortAndFilterOfMembers(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, mia := o.hire("ann"), o.hire("mia")
	acme := ann.found("acme")
	mia.join(acme, "member")
	list := func(query url.Values) reply { return ann.get("/organization/list-members?" + query.Encode()) }

	for _, field := range []string{
		"password", "password; drop table neon_auth.member", `"user".password`, "user.email", "email", "token", "ROLE",
		"role ", "metadata->>'a'", "role desc, (select 1)", "1", "*", "m.role", "organization_id", "role\x7f",
	} {
		list(url.Values{"sortBy": {field}}).want(o, "sortBy "+field, 400, "INVALID_VALUE")
		list(url.Values{"filterField": {field}, "filterValue": {"x"}}).want(o, "filterField "+field, 400, "INVALID_VALUE")
	}
	for _, value := range []string{"-1", "-9999999999999999999", "-1; select"} {
		list(url.Values{"limit": {value}}).want(o, "limit "+value, 400, "INVALID_VALUE")
		list(url.Values{"offset": {value}}).want(o, "offset "+value, 400, "INVALID_VALUE")
	}
	list(url.Values{"filterOperator": {"or 1=1"}, "filterField": {"role"}}).want(o, "operator", 400, "VALIDATION_ERROR")

	for query, want := range map[string]float64{
		"filterField=role&filterValue=' or true --":                                         0,
		"filterField=role&filterValue=owner":                                                1,
		"filterField=userId&filterValue=" + mia.id:                                          1,
		"filterField=createdAt&filterOperator=gt&filterValue=2020-01-01T00:00:00.000Z":      2,
		"filterField=createdAt&filterOperator=lt&filterValue=no+date":                       2, // as text
		"filterField=id&filterOperator=eq&filterValue=no-uuid":                              0,
		"sortBy=createdAt&sortDirection=desc&limit=99999999999999999999&offset=0&limitless": 2,
		"limit=none": 2,
	} {
		parsed, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if a := list(parsed).want(o, query, 200, ""); a.body["total"] != want {
			t.Errorf("%s: %s", query, a.raw)
		}
	}
	first := list(url.Values{"sortBy": {"role"}, "sortDirection": {"asc"}, "limit": {"1"}}).raw
	if !strings.Contains(first, mia.id) || strings.Contains(first, ann.id) {
		t.Errorf("sorted by role, first: %s", first)
	}
}

// E16: users who are not members get no data.
func TestE16OrganizationsOfOthers(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, eve := o.hire("ann"), o.hire("eve")
	acme := ann.post("/organization/create", fields{"name": "hushed", "slug": "acme", "metadata": fields{"plan": "hushed"}}).text("id")
	ann.invite(eve, ann.found("other"), "member")
	anonymous := &colleague{office: o}
	for _, path := range []string{
		"get-full-organization?organizationId=" + acme, "get-full-organization?organizationSlug=acme",
		"list-members?organizationId=" + acme, "list-members?organizationSlug=acme", "list-invitations?organizationId=" + acme,
		"get-active-member-role?organizationSlug=acme&userId=" + ann.id,
	} {
		if a := eve.get("/organization/" + path); a.status != 403 || strings.Contains(a.raw, "hushed") || strings.Contains(a.raw, ann.id) {
			t.Errorf("%s: %d %s", path, a.status, a.raw)
		}
		if a := anonymous.get("/organization/" + path); a.status != 401 || a.raw != "" {
			t.Errorf("%s without a session: %d %s", path, a.status, a.raw)
		}
	}
	asked := fields{"organizationId": acme, "permissions": fields{"organization": []string{}}}
	eve.post("/organization/has-permission", asked).want(o, "has-permission", 401, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
	for _, choice := range []fields{{"organizationId": acme}, {"organizationSlug": "acme"}} {
		eve.post("/organization/set-active", choice).want(o, "set-active", 403, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION")
	}
	if n := ask[int](o, `select count(*) from neon_auth.session where "userId" = $1 and "activeOrganizationId" is not null`, eve.id); n != 0 {
		t.Error("it is active all the same")
	}
	for _, a := range []reply{anonymous.post("/organization/check-slug", fields{"slug": "acme"}), anonymous.get("/organization/check-slug?slug=acme")} {
		if a.status != 401 {
			t.Errorf("check-slug without a session: %d", a.status)
		}
	}
	eve.get("/organization/check-slug?slug=acme").want(o, "the SDK's check-slug", 400, "SLUG_IS_TAKEN")
	eve.get("/organization/check-slug?slug=free").want(o, "the SDK's check-slug", 200, "")
}

// If the plugin is disabled, its paths do not exist from the next request on.
func TestOrganizationsOff(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.hire("ann")
	acme := ann.found("acme")
	for range 3 {
		o.set(`{"enabled": false}`)
		for _, a := range []reply{
			ann.get("/organization/list"), ann.get("/organization/list-members?sortDirection=up"),
			ann.post("/organization/create", fields{}), ann.post("/organization/delete", fields{"organizationId": acme}),
		} {
			if a.status != http.StatusNotFound || a.raw != "" {
				t.Errorf("off: %d %s", a.status, a.raw)
			}
		}
		if strings.Contains(ann.get("/open-api/generate-schema").raw, "/organization/list") {
			t.Error("off, and described")
		}
		o.set(`{"enabled": true}`)
		ann.get("/organization/list").want(o, "on again", 200, "")
		if !strings.Contains(ann.get("/open-api/generate-schema").raw, "/organization/list") {
			t.Error("on, and not described")
		}
	}
}

// Apps also write these tables directly: any rows they write get a sensible response.
func TestOrganizationsWrittenByTheApp(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, mia := o.hire("ann"), o.hire("mia")
	acme := ask[string](o, `
		insert into neon_auth.organization (name, slug, metadata, "createdAt") values ('', 'acme', 'no {json', now()) returning id::text`)
	ann.join(acme, "owner")
	mia.join(acme, "ceo,member")
	if _, err := o.db.Owner.Exec(t.Context(), `
		insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, 'admin', now())`, acme, mia.id); err == nil {
		t.Error("a user is a member twice")
	}
	changed := ann.post("/organization/update", fields{"data": fields{"name": "Acme"}, "organizationId": acme}).want(o, "update", 200, "")
	if changed.text("metadata") != "no {json" {
		t.Errorf("metadata: %s", changed.raw)
	}
	mia.post("/organization/set-active", fields{"organizationSlug": "acme"}).want(o, "set-active", 200, "")
	if role := mia.get("/organization/get-active-member-role").text("role"); role != "ceo,member" {
		t.Errorf("role %q", role)
	}
	o.run(`update neon_auth.session set "activeOrganizationId" = 'no uuid'`)
	for path, status := range map[string]int{
		"get-active-member": 200, "get-active-member-role": 403, "list-members": 403, "list-invitations": 403, "get-full-organization": 400,
	} {
		if a := mia.get("/organization/" + path); a.status != status {
			t.Errorf("%s: %d %s", path, a.status, a.raw)
		}
	}
	if a := mia.get("/get-session"); a.text("session", "activeOrganizationId") != "no uuid" {
		t.Errorf("get-session: %s", a.raw)
	}
	invited := ask[string](o, `
		insert into neon_auth.invitation ("organizationId", email, status, "expiresAt", "inviterId")
		values ($1, 'ZOE@office.test', 'pending', now() + interval '1 day', $2) returning id::text`, acme, ann.id)
	joined := o.hire("zoe").post("/organization/accept-invitation", fields{"invitationId": invited}).want(o, "accept", 200, "")
	if joined.text("member", "role") != "member" {
		t.Errorf("joined as %s", joined.raw)
	}
}
