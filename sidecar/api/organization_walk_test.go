package api_test

import (
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/api"
)

// Every endpoint of organizations, with all well; send holds each answer against its description.
func TestOrganizationWalk(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob, eve := o.hire("ann"), o.hire("bob"), o.hire("eve")
	walked := map[string]bool{}
	step := func(who *colleague, method, path string, body fields) reply {
		t.Helper()
		name, _, _ := strings.Cut(path, "?")
		walked[method+" /organization/"+name] = true
		return who.send(method, "/organization/"+path, body).want(o, path, 200, "")
	}
	step(ann, "POST", "check-slug", fields{"slug": "acme"})
	step(ann, "GET", "check-slug?slug=acme", nil)
	acme := step(ann, "POST", "create", fields{"name": "Acme", "slug": "acme", "metadata": fields{"plan": []int{1}}}).text("id")
	step(ann, "POST", "create", fields{"name": "Plain", "slug": "plain", "keepCurrentActiveOrganization": true})
	step(ann, "GET", "list", nil)
	step(ann, "POST", "update", fields{"data": fields{"logo": "https://a.test/l.png"}})
	step(ann, "POST", "has-permission", fields{"permissions": fields{"organization": []string{"delete"}}})

	invite := func(who *colleague) string {
		return step(ann, "POST", "invite-member", fields{"email": who.email, "role": []string{"member", "admin"}}).text("id")
	}
	toBob, toEve := invite(bob), invite(eve)
	step(ann, "GET", "list-invitations", nil)
	step(bob, "GET", "list-user-invitations", nil)
	step(bob, "GET", "get-invitation?id="+toBob, nil)
	member := step(bob, "POST", "accept-invitation", fields{"invitationId": toBob}).text("member", "id")
	step(eve, "POST", "reject-invitation", fields{"invitationId": toEve})
	step(ann, "POST", "cancel-invitation", fields{"invitationId": toEve})

	step(ann, "GET", "get-full-organization", nil)
	step(ann, "GET", "list-members?limit=1&sortBy=role", nil)
	step(bob, "GET", "get-active-member", nil)
	step(bob, "GET", "get-active-member-role", nil)
	step(ann, "POST", "update-member-role", fields{"memberId": member, "role": "member"})
	step(bob, "POST", "leave", fields{"organizationId": acme})
	eve.join(acme, "member")
	step(ann, "POST", "remove-member", fields{"memberIdOrEmail": eve.email})
	step(ann, "POST", "set-active", fields{"organizationSlug": "plain"})
	step(ann, "POST", "delete", fields{"organizationId": acme})

	o.set(`{"config": {"teams": {"enabled": true}, "dynamicAccessControl": {"enabled": true}}}`)
	step(ann, "POST", "set-active", fields{"organizationSlug": "plain"})
	red := step(ann, "POST", "create-team", fields{"name": "red"}).text("id")
	blue := step(ann, "POST", "create-team", fields{"name": "blue"}).text("id")
	step(ann, "POST", "update-team", fields{"teamId": red, "data": fields{"name": "scarlet"}})
	step(ann, "GET", "list-teams", nil)
	step(ann, "POST", "add-team-member", fields{"teamId": red, "userId": ann.id})
	step(ann, "POST", "set-active-team", fields{"teamId": red})
	step(ann, "GET", "list-user-teams", nil)
	step(ann, "GET", "list-team-members", nil)
	step(ann, "GET", "get-full-organization", nil)
	toBob = step(ann, "POST", "invite-member", fields{"email": bob.email, "role": "member", "teamId": red}).text("id")
	if joined := step(bob, "POST", "accept-invitation", fields{"invitationId": toBob}); len(joined.cookies) == 0 {
		t.Error("the team is active, and no cookie says so")
	}
	step(ann, "POST", "remove-team-member", fields{"teamId": red, "userId": bob.id})
	step(ann, "POST", "remove-team", fields{"teamId": blue})

	step(ann, "POST", "create-role", fields{"role": "writer", "permission": fields{"team": []string{"create"}}})
	step(ann, "GET", "list-roles", nil)
	step(ann, "GET", "get-role?roleName=writer", nil)
	step(ann, "POST", "update-role", fields{"roleName": "writer", "data": fields{"roleName": "author"}})
	step(ann, "POST", "delete-role", fields{"roleName": "author"})

	for _, key := range api.RouteKeys() {
		if strings.Contains(key, " /organization/") && !walked[key] {
			t.Errorf("%s is not walked", key)
		}
	}
	if n := len(walked); !slices.Contains(api.RouteKeys(), "POST /organization/create") || n < 20 {
		t.Errorf("%d endpoints", n)
	}
}
