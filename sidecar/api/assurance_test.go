package api_test

import (
	"fmt"
	"testing"
)

// An organization that demands a second factor is closed to sessions without one: endpoints, tokens, and the API's answer
// names what opens it.
func TestOrganizationDemandsASecondFactor(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	ada, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
	made := ada.post("/organization/create", map[string]any{"name": "Acme", "slug": "acme"}).wants(t, 200)
	id := made.field("id")
	h.sql(`insert into neon_auth.member ("organizationId", "userId", role, "createdAt") select $1, u.id, 'member', now() from neon_auth."user" u where u.email = 'bob@example.com'`, id)
	bob.post("/organization/set-active", map[string]any{"organizationId": id}).wants(t, 200)
	demand := map[string]any{"organizationId": id, "data": map[string]any{"requireTwoFactor": true}}
	ada.post("/organization/update", demand).wants(t, 403, "STEP_UP_REQUIRED", "enable-two-factor") // would lock herself out
	bob.post("/organization/update", demand).wants(t, 403)
	ada.enrol()
	ada.post("/organization/update", demand).wants(t, 200, `"requireTwoFactor": true`)

	for _, path := range []string{"get-full-organization", "list-members", "list-invitations", "get-active-member", "get-active-member-role"} {
		ada.get("/organization/"+path+"?organizationId="+id.(string)).wants(t, 200)
		bob.get("/organization/"+path).wants(t, 403, "STEP_UP_REQUIRED", `"methods":["enable-two-factor"]`)
	}
	bob.post("/organization/has-permission", map[string]any{"permissions": map[string]any{"member": []string{"create"}}}).wants(t, 403, "STEP_UP_REQUIRED")
	bob.get("/organization/list").wants(t, 200, "acme")
	if claims := decodeToken(t, bob.get("/token").wants(t, 200)); claims["o"] != nil {
		t.Errorf("the token names the organization: %v", claims["o"])
	}
	bob.enrol()
	bob.get("/organization/list-members").wants(t, 200)
	if claims := decodeToken(t, bob.get("/token").wants(t, 200)); claims["o"] == nil {
		t.Error("the token does not name the organization")
	}
	other := h.client()
	h.sql(`update neon_auth.project_config set plugin_configs = plugin_configs || '{"twoFactor": {"enabled": true}}'`)
	other.signIn("bob@example.com").wants(t, 200, "twoFactorRedirect")
	h.client().enter("eve@example.com").get("/organization/list-members?organizationId="+id.(string)).wants(t, 403)
	bob.post("/organization/leave", map[string]any{"organizationId": id}).wants(t, 200)
}

// Step-up: endpoints ask for a recent proof and name the methods, and those lift it.
func TestStepUp(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	old := func(email string) {
		h.sql(`update neon_auth.session_origin o set "authenticatedAt" = now() - interval '2 hours', "secondFactorAt" = "secondFactorAt" - interval '2 hours'
			from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where s.id = o."sessionId" and u.email = $1`, email)
	}
	bob := h.client().enter("bob@example.com")
	old("bob@example.com")
	change := map[string]any{"currentPassword": goodWord, "newPassword": goodWord}
	bob.post("/change-password", change).wants(t, 200) // has no second factor

	ada := h.client().enter("ada@example.com")
	other := h.client()
	other.signIn("ada@example.com").wants(t, 200)
	a := ada.enrol()
	ada.post("/change-password", change).wants(t, 200)
	disable := map[string]any{"password": goodWord}
	got := other.post("/two-factor/disable", disable).wants(t, 403, "STEP_UP_REQUIRED") // a session from before
	if methods := fmt.Sprint(got.field("methods")); methods != "[totp backup-code otp]" {
		t.Errorf("methods: %s", methods)
	}
	other.post("/verify-password", disable).wants(t, 200)
	other.post("/two-factor/disable", disable).wants(t, 403, "STEP_UP_REQUIRED") // knows the password only
	other.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0]}).wants(t, 200)
	other.post("/change-password", change).wants(t, 200)
	old("ada@example.com")
	ada.post("/two-factor/generate-backup-codes", disable).wants(t, 403, "STEP_UP_REQUIRED")
	ada.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
	ada.post("/two-factor/generate-backup-codes", disable).wants(t, 200)

	h.setting("stepUp", `{"users": "all", "endpoints": ["/update-user", "/organization/*"]}`)
	for _, path := range []string{"/update-user", "/organization/create"} {
		old("bob@example.com")
		body := map[string]any{"name": "Bob", "slug": "bob"}
		bob.post(path, body).wants(t, 403, "STEP_UP_REQUIRED", `"methods":["password"]`)
		bob.post("/verify-password", map[string]any{"password": "wrong " + goodWord}).wants(t, 400)
		bob.post(path, body).wants(t, 403)
		bob.post("/verify-password", disable).wants(t, 200)
		bob.post(path, body).wants(t, 200)
	}
	for _, listed := range []string{"/revoke-all-sessions", "/revoke-other-sessions"} {
		h.setting("stepUp", `{"users": "all", "endpoints": ["`+listed+`"]}`)
		for _, path := range []string{"/revoke-all-sessions", "/revoke-other-sessions"} { // two names of one endpoint
			old("bob@example.com")
			bob.post(path, map[string]any{}).wants(t, 403, "STEP_UP_REQUIRED")
		}
	}
	h.setting("stepUp", `{"users": "all", "endpoints": ["/update-user"]}`)
	bob.post("/change-password", change).wants(t, 200) // not listed any more
	h.client().post("/update-user", map[string]any{"name": "x"}).wants(t, 401)
}
