package management_test

import "testing"

// TestGetAuth: GET …/auth describes the branch's auth.
func TestGetAuth(t *testing.T) {
	t.Parallel()
	h := start(t)
	got := h.wants(h.call(h.key("ci"), "GET", "auth", ""), 200)
	base := ownOrigin + "/" + h.db.Name + "/auth"
	for name, want := range map[string]string{
		"auth_provider": "better_auth", "branch_id": h.id, "db_name": h.db.Name, "owned_by": "user", "base_url": base,
		"jwks_url": base + "/.well-known/jwks.json", "name": value[string](h, "select name from neon_auth.project_config"),
	} {
		if got.body[name] != want {
			t.Errorf("%s: %v, want %s", name, got.body[name], want)
		}
	}
	if got.header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type %q", got.header.Get("Content-Type"))
	}
}
