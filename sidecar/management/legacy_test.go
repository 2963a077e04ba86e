package management_test

import (
	"fmt"
	"testing"
)

// TestLegacy: the endpoints of Neon's first release are about the default branch, with the same effect.
func TestLegacy(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	ids := fmt.Sprintf(`"project_id": %q, "auth_provider": "better_auth"`, h.project)
	base := ownOrigin + "/" + h.db.Name + "/auth"

	got := h.wants(h.call(key, "GET", "/projects/"+h.project+"/auth/integrations", ""), 200)
	if list := got.body["data"].([]any); len(list) != 1 || list[0].(map[string]any)["branch_id"] != h.id {
		t.Error(got.text)
	}
	got = h.wants(h.call(key, "POST", "/projects/auth/keys", `{`+ids+`}`), 201)
	if got.body["base_url"] != base || got.body["secret_server_key"] != "" {
		t.Error(got.text)
	}
	if got := h.wants(h.call(key, "POST", "/projects/auth/transfer_ownership", `{`+ids+`}`), 200); got.body["url"] != ownOrigin+"/" {
		t.Error(got.text)
	}
	id := h.wants(h.call(key, "POST", "/projects/auth/user", `{`+ids+`, "email": "ada@example.com", "name": "Ada"}`), 201).body["id"].(string)
	h.wants(h.call(key, "DELETE", "/projects/"+h.project+"/auth/users/"+id, ""), 204)
	h.refused(h.call(key, "DELETE", "/projects/"+h.project+"/auth/users/"+id, ""), 404, "USER_NOT_FOUND")

	h.refused(h.call(key, "DELETE", "/projects/"+h.project+"/auth/integration/stack", ""), 404, "AUTH_NOT_ENABLED")
	h.wants(h.call(key, "DELETE", "/projects/"+h.project+"/auth/integration/better_auth", `{"delete_data": false}`), 200)
	h.refused(h.call(key, "POST", "/projects/auth/user", `{`+ids+`, "email": "bob@example.com"}`), 404, "AUTH_NOT_ENABLED")
	create := fmt.Sprintf(`{%s, "branch_id": %q, "role_name": "neondb_owner"}`, ids, h.id)
	if got := h.wants(h.call(key, "POST", "/projects/auth/create", create), 201); got.body["base_url"] != base {
		t.Error(got.text)
	}
	h.refused(h.call(key, "POST", "/projects/auth/create", create), 409, "AUTH_ALREADY_ENABLED")
	for body, code := range map[string]string{
		fmt.Sprintf(`{%s, "branch_id": "br-a-b-c"}`, ids):                           "BRANCH_NOT_FOUND",
		fmt.Sprintf(`{%s, "branch_id": "../.."}`, ids):                              "BRANCH_NOT_FOUND",
		`{"project_id": "other", "auth_provider": "better_auth", "branch_id": "x"}`: "PROJECT_NOT_FOUND",
	} {
		h.refused(h.call(key, "POST", "/projects/auth/create", body), 404, code)
	}
	h.refused(h.call(key, "POST", "/projects/auth/create", fmt.Sprintf(`{%s}`, ids)), 400, "VALIDATION_ERROR")
}
