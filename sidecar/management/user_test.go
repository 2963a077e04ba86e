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

// TestDeleteUser: DELETE …/auth/users/{id} answers 204 once, and 404 from then on and for what is no id.
func TestDeleteUser(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	id := h.wants(h.call(key, "POST", "auth/users", `{"email": "ada@example.com"}`), 201).body["id"].(string)
	if got := h.wants(h.call(key, "DELETE", "auth/users/"+id, ""), 204); got.text != "" {
		t.Errorf("the body is %q", got.text)
	}
	for _, wrong := range []string{id, "x", "%00", "..%2F..", "%ff"} {
		h.refused(h.call(key, "DELETE", "auth/users/"+wrong, ""), 404, "USER_NOT_FOUND")
	}
	h.sql(`insert into neon_auth."user" (id, name, email, "emailVerified") values ('11111111-1111-1111-1111-111111111111', '', 'own@example.com', true);
		insert into neon_auth.organization (id, name, slug, "createdAt") values ('22222222-2222-2222-2222-222222222222', 'O', 'o', now());
		insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ('22222222-2222-2222-2222-222222222222', '11111111-1111-1111-1111-111111111111', 'owner', now())`)
	h.refused(h.call(key, "DELETE", "auth/users/11111111-1111-1111-1111-111111111111", ""), 409, "SOLE_OWNER")
}

// TestSetRole: PUT …/auth/users/{id}/role replaces the roles, which are stored separated by commas.
func TestSetRole(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	id := h.wants(h.call(key, "POST", "auth/users", `{"email": "ada@example.com"}`), 201).body["id"].(string)
	role := func() string { return value[string](h, `select role from neon_auth."user" where id = $1`, id) }
	if got := h.wants(h.call(key, "PUT", "auth/users/"+id+"/role", `{"roles": ["admin", "editor"]}`), 200); got.body["id"] != id {
		t.Error(got.text)
	}
	if role() != "admin,editor" {
		t.Errorf("the role is %q", role())
	}
	for _, roles := range []string{`[]`, `["user,admin"]`, `[""]`, `[" admin"]`, `[1]`, `"admin"`, `null`, `[null]`} {
		h.refused(h.call(key, "PUT", "auth/users/"+id+"/role", `{"roles": `+roles+`}`), 400, "VALIDATION_ERROR")
	}
	h.refused(h.call(key, "PUT", "auth/users/"+uuidOf("nobody")+"/role", `{"roles": ["user"]}`), 404, "USER_NOT_FOUND")
	if role() != "admin,editor" {
		t.Errorf("the role is %q", role())
	}
}
