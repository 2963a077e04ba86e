package api_test

import (
	"strings"
	"testing"
)

// TestLongTextsAreRefused: every text of a request has a limit, and what is too long is a clear answer.
func TestLongTextsAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	ada := h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set role = 'admin'`)
	long := func(n int) string { return strings.Repeat("x", n) }
	organization := ada.post("/organization/create", map[string]any{"name": "Acme", "slug": "acme"}).wants(t, 200)
	for name, c := range map[string]struct {
		path string
		body map[string]any
	}{
		"name":          {"/update-user", map[string]any{"name": long(8193)}},
		"image":         {"/update-user", map[string]any{"image": long(131073)}},
		"sign-up":       {"/sign-up/email", map[string]any{"name": long(8193), "email": "b@example.com", "password": goodWord}},
		"callback":      {"/sign-in/email", map[string]any{"email": "ada@example.com", "password": goodWord, "callbackURL": "/" + long(4096)}},
		"reset":         {"/request-password-reset", map[string]any{"email": "ada@example.com", "redirectTo": "/" + long(4096)}},
		"organization":  {"/organization/create", map[string]any{"name": long(1025), "slug": "b"}},
		"slug":          {"/organization/create", map[string]any{"name": "b", "slug": long(256)}},
		"metadata":      {"/organization/create", map[string]any{"name": "b", "slug": "b", "metadata": map[string]any{"a": long(65536)}}},
		"logo":          {"/organization/update", map[string]any{"data": map[string]any{"logo": long(131073)}, "organizationId": organization.field("id")}},
		"many bytes":    {"/update-user", map[string]any{"name": strings.Repeat("\U0001f98a", 3000)}},
		"ban reason":    {"/admin/ban-user", map[string]any{"userId": "0f4b2a4e-5d0e-4f0a-9b52-000000000000", "banReason": long(8193)}},
		"session token": {"/revoke-session", map[string]any{"token": long(8193)}},
	} {
		got := ada.post(c.path, c.body)
		if got.status != 400 || !strings.Contains(got.body, "VALIDATION_ERROR") || !strings.Contains(got.body, "Too big") {
			t.Errorf("%s: %d %.200s", name, got.status, got.body)
		}
	}
	ada.post("/update-user", map[string]any{"name": long(8000), "image": "data:" + long(120000)}).wants(t, 200)
	ada.get("/get-session", "User-Agent", long(20000)).wants(t, 200)
	if got := ada.get("/list-sessions").wants(t, 200); len(got.body) > 4096 {
		t.Errorf("sessions of %d bytes", len(got.body))
	}
	h.client().post("/sign-in/email", map[string]any{"email": "ada@example.com", "password": goodWord}, "User-Agent", long(20000)).wants(t, 200)
	if n := value[int](h, `select max(octet_length("userAgent")) from neon_auth.session`); n > 4096 {
		t.Errorf("a user agent of %d bytes", n)
	}
}

// TestSearchesAreBounded: no pattern of a caller's makes a comparison start again and again.
func TestSearchesAreBounded(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set role = 'admin'`)
	for query, want := range map[string]int{
		"searchValue=" + strings.Repeat("%25a", 100):                                               400,
		"searchValue=" + strings.Repeat("a", 400):                                                  400,
		"filterField=name&filterOperator=contains&filterValue=" + strings.Repeat("a%25", 5):        400,
		"searchValue=ada%25example":                                                                200,
		"filterField=email&filterOperator=contains&filterValue=" + strings.Repeat("_", 10) + "%25": 200,
	} {
		ada.get("/admin/list-users?"+query).wants(t, want)
	}
}
