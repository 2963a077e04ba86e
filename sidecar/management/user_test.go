package management_test

import (
	"strings"
	"testing"
)

// TestCreateUser: POST …/auth/users creates a user without a password, and the audit log names the key.
func TestCreateUser(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	made := h.wants(h.call(key, "POST", "auth/users", `{"email": "Ada@Example.com"}`), 201)
	if id := value[string](h, `select id::text from neon_auth."user" where email = 'ada@example.com' and name = 'Ada@Example.com'`); made.body["id"] != id {
		t.Errorf("%s, want the id %s", made.text, id)
	}
	if n := value[int](h, "select count(*) from neon_auth.account"); n != 0 {
		t.Errorf("%d accounts", n)
	}
	if by := value[string](h, `select "managementKey" from neon_auth.audit_log where entity = 'user' and action = 'insert'`); !strings.HasPrefix(by, "ci (nak_ci_") {
		t.Errorf("the audit log names %q", by)
	}
	if !value[bool](h, "select not exists (select from neon_auth.verify_audit() where problem is not null)") {
		t.Error("the audit log does not verify")
	}
	h.refused(h.call(key, "POST", "auth/users", `{"email": "ADA@example.com"}`), 422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")
	for body, code := range map[string]string{
		`{}`: "VALIDATION_ERROR", `{"email": null}`: "VALIDATION_ERROR", `{"email": 1}`: "VALIDATION_ERROR", `{"email": ""}`: "VALIDATION_ERROR",
		`{"email": "eve"}`: "INVALID_EMAIL", `{"email": "eve@example.com", "role": "admin"}`: "VALIDATION_ERROR",
		`{"email": "eve@example.com", "name": "` + strings.Repeat("e", 256) + `"}`: "VALIDATION_ERROR",
		`[]`: "INVALID_BODY", `{"email": "eve@example.com"`: "INVALID_BODY",
	} {
		h.refused(h.call(key, "POST", "auth/users", body), 400, code)
	}
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users, want 1", n)
	}
}
