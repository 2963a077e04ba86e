package api_test

import (
	"strings"
	"testing"
)

// TestStartsOfSignInsAreBounded: an unauthenticated client cannot fill the database with starts of sign-ins, neither by large
// ones nor by opening one again and again.
func TestStartsOfSignInsAreBounded(t *testing.T) {
	t.Parallel()
	h, _ := startOAuth(t)
	c := h.client()
	large := strings.Repeat("s", 4000)
	for path, start := range map[string]map[string]any{
		"/sign-in/social": {"provider": "kit", "callbackURL": "https://app.test/", "scopes": []string{large, large, large}},
		"/sign-in/oauth2": {"providerId": "kit", "callbackURL": "https://app.test/", "scopes": []string{large, large, large}},
	} {
		c.post(path, start).wants(t, 400, "VALIDATION_ERROR")
	}
	begun := c.post("/sign-in/social", map[string]any{"provider": "kit", "callbackURL": "https://app.test/"}).wants(t, 200)
	to, _ := begun.field("url").(string)
	_, path, _ := strings.Cut(to, "/"+h.db.Name+"/auth")
	for range 20 {
		c.get(path).wants(t, 302)
	}
	c.get(path).wants(t, 400, "VERIFICATION_NOT_FOUND")
	if n := value[int](h, `select count(*) from neon_auth.verification where identifier like 'oauth-state:%'`); n != 20 {
		t.Errorf("%d states", n)
	}
}
