package management_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/secret"
)

// TestProviders: OAuth providers are added, changed and removed, on the branch and on the project. Their secrets are
// sealed before they reach the database, and are in no answer.
func TestProviders(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	for _, path := range []string{"auth/oauth_providers", "/projects/" + h.project + "/auth/oauth_providers"} {
		stored := func() string {
			return value[string](h, `select coalesce(p ->> 'clientSecret', '') from neon_auth.project_config c, jsonb_array_elements(c.social_providers) p where p ->> 'id' = 'github'`)
		}
		opens := func(want string) {
			t.Helper()
			sealed := stored()
			if plain, err := h.branch.OpenSecret(sealed); err != nil || plain != want || !strings.HasPrefix(sealed, secret.SealedPrefix) {
				t.Errorf("%s opens to %q (%v), want %q", sealed, plain, err, want)
			}
		}
		said := func(got reply) {
			t.Helper()
			if strings.Contains(got.text, "hush") || strings.Contains(got.text, "client_secret") || strings.Contains(got.text, secret.SealedPrefix) {
				t.Errorf("%s contains the secret", got.text)
			}
		}
		got := h.wants(h.call(key, "POST", path, `{"id": "github", "client_id": "c", "client_secret": "hush-1"}`), 200)
		said(got)
		if got.body["id"] != "github" || got.body["type"] != "standard" || got.body["client_id"] != "c" {
			t.Errorf("%s", got.text)
		}
		opens("hush-1")
		got = h.wants(h.call(key, "PATCH", path+"/github", `{"client_secret": "hush-2"}`), 200)
		said(got)
		opens("hush-2")
		if got = h.wants(h.call(key, "PATCH", path+"/github", `{"client_id": "d"}`), 200); got.body["client_id"] != "d" {
			t.Errorf("%s", got.text)
		}
		opens("hush-2")
		list := h.wants(h.call(key, "GET", path, ""), 200)
		said(list)
		if !strings.Contains(list.text, `"github"`) || !strings.Contains(list.text, `"google"`) {
			t.Errorf("%s", list.text)
		}
		said(h.wants(h.call(key, "GET", "auth/plugins", ""), 200))

		h.refused(h.call(key, "POST", path, `{"id": "vercel"}`), 400, "INVALID_SHARED_OAUTH_PROVIDER")
		h.refused(h.call(key, "POST", path, `{"id": "github", "client_id": "c", "client_secret": "hush"}`), 409, "OAUTH_PROVIDER_EXISTS")
		for _, id := range []string{"vercel", "VERCEL", "%00", "%ff", "a%2Fb"} {
			h.refused(h.call(key, "PATCH", path+"/"+id, `{"client_id": "c"}`), 404, "OAUTH_PROVIDER_NOT_FOUND")
			h.refused(h.call(key, "DELETE", path+"/"+id, ""), 404, "OAUTH_PROVIDER_NOT_FOUND")
		}
		if got = h.wants(h.call(key, "POST", path, `{"id": "google"}`), 200); got.body["type"] != "shared" {
			t.Errorf("%s", got.text)
		}
		if got = h.wants(h.call(key, "DELETE", path+"/github", ""), 200); got.text != "" {
			t.Errorf("%q is not empty", got.text)
		}
		h.refused(h.call(key, "DELETE", path+"/github", ""), 404, "OAUTH_PROVIDER_NOT_FOUND")
	}
	if strings.Contains(h.log.String(), "hush") {
		t.Error("the log contains the secret")
	}
}

// TestSavedSecretThatCannotBeOpened: a client id cannot be changed alone when the saved secret was sealed with another
// NEONAUTH_SECRET, since it would be lost.
func TestSavedSecretThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.sql(`update neon_auth.project_config set social_providers = '[{"id": "github", "clientId": "c", "clientSecret": "v1.0123.abcd"}]'`)
	h.refused(h.call(key, "PATCH", "auth/oauth_providers/github", `{"client_id": "d"}`), 400, "VALIDATION_ERROR")
	h.wants(h.call(key, "PATCH", "auth/oauth_providers/github", `{"client_id": "d", "client_secret": "hush"}`), 200)
}
