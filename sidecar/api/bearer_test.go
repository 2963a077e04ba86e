package api_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	h := start(t)
	in := map[string]any{"email": "ada@example.com", "password": goodWord}
	ada := h.client().enter("ada@example.com")
	if got := h.client().post("/sign-in/email", in).wants(t, 200); got.header.Get("set-auth-token") != "" {
		t.Errorf("set-auth-token although bearer is off: %q", got.header)
	}

	h.sql(`select neon_auth.set('plugin_configs.bearer.enabled', 'true')`)
	got := h.client().post("/sign-in/email", in).wants(t, 200)
	signed, bare := got.header.Get("set-auth-token"), got.field("token").(string)
	if !slices.Contains(got.list("Access-Control-Expose-Headers"), "set-auth-token") || !strings.HasPrefix(signed, bare+".") {
		t.Fatalf("set-auth-token is %q", signed)
	}
	h.client().get("/get-session", "Authorization", "Bearer "+signed).wants(t, 200, "ada@example.com")
	h.client().post("/update-user", map[string]any{"name": "Ada"}, "Authorization", "Bearer "+signed).wants(t, 200)
	h.client().get("/token", "Authorization", "Bearer "+signed).wants(t, 200, "token")
	ada.get("/get-session", "Authorization", "Bearer nonsense").wants(t, 200, "ada@example.com")

	decoded, _ := url.PathUnescape(signed)
	forged := bare + "." + url.QueryEscape(strings.Repeat("A", 43)+"=")
	hash := value[string](h, `select token from neon_auth.session limit 1`)
	for _, wrong := range []string{"", "Bearer ", "Bearer " + bare, "Bearer " + decoded, "Bearer " + forged, "Bearer " + hash, "Basic " + signed, "bearer " + signed, "Bearer  " + signed, "Bearer %", bare} {
		if got := h.client().get("/get-session", "Authorization", wrong).wants(t, 200); strings.TrimSpace(got.body) != "null" {
			t.Errorf("%q signs in: %s", wrong, got.body)
		}
		h.client().post("/update-user", map[string]any{"name": "Eve"}, "Authorization", wrong).wants(t, 401)
	}

	h.client().post("/sign-out", map[string]any{}, "Authorization", "Bearer "+signed).wants(t, 200)
	if got := h.client().get("/get-session", "Authorization", "Bearer "+signed).wants(t, 200); strings.TrimSpace(got.body) != "null" {
		t.Errorf("signed in after signing out: %s", got.body)
	}
}

// TestBearerOfTheReference: where the settings say so, the token of the body is accepted, as Better Auth does.
func TestBearerOfTheReference(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('plugin_configs.bearer.enabled', 'true'), neon_auth.set('plugin_configs.bearer.config.requireSignature', 'false')`)
	got := h.client().post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
	bare := got.field("token").(string)
	h.client().get("/get-session", "Authorization", "Bearer "+bare).wants(t, 200, "ada@example.com")
	hash := value[string](h, `select token from neon_auth.session limit 1`)
	if got := h.client().get("/get-session", "Authorization", "Bearer "+hash).wants(t, 200); strings.TrimSpace(got.body) != "null" {
		t.Errorf("what a dump contains signs in: %s", got.body)
	}
}
