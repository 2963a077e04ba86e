package api_test

import (
	"strings"
	"testing"
	"time"
)

// impersonating is an administrator who acts as ada.
func impersonating(h *harness) *client {
	h.Helper()
	h.client().signUp("ada@example.com")
	root := h.administrator("root@example.com")
	root.post("/admin/impersonate-user", map[string]any{"userId": h.id("ada@example.com")}).wants(h, 200, "ada@example.com")
	return root
}

func TestImpersonationIsShortAndShown(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := impersonating(h)
	got := root.get("/get-session").wants(t, 200, "ada@example.com")
	if by := got.field("session", "impersonatedBy"); by != h.id("root@example.com") {
		t.Errorf("impersonated by %v", by)
	}
	end, err := time.Parse(time.RFC3339, got.field("session", "expiresAt").(string))
	if left := time.Until(end); err != nil || left > time.Hour || left < 59*time.Minute {
		t.Errorf("it lasts %s, %v", left, err)
	}
	h.sql(`update neon_auth.session set "createdAt" = now() - interval '59 minutes', "expiresAt" = now() + interval '1 minute'
		where "impersonatedBy" is not null`)
	root.get("/get-session").wants(t, 200)
	if value[bool](h, `select "expiresAt" > now() + interval '2 minutes' from neon_auth.session where "impersonatedBy" is not null`) {
		t.Error("it is prolonged")
	}
}

func TestImpersonatorsMayNot(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := impersonating(h)
	for path, body := range map[string]any{
		"/change-password":  map[string]any{"currentPassword": goodWord, "newPassword": "another word"},
		"/change-email":     map[string]any{"newEmail": "new@example.com"},
		"/delete-user":      map[string]any{"password": goodWord},
		"/unlink-account":   map[string]any{"providerId": "credential"},
		"/get-access-token": map[string]any{"providerId": "google"},
		"/refresh-token":    map[string]any{"providerId": "google"},
	} {
		root.post(path, body).wants(t, 403, "YOU_CANNOT_DO_THIS_WHILE_IMPERSONATING")
	}
	// Even if the impersonated user could: an impersonating session has no administrator rights. Such a session is ended when
	// its user becomes an administrator, so it is created again here.
	h.sql(`alter table neon_auth."user" disable trigger end_impersonations`)
	h.sql(`update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`)
	for path, body := range aimed(h.id("ada@example.com")) {
		if path != "/admin/stop-impersonating" && path != "/admin/has-permission" {
			root.post(path, body).wants(t, 403, "IMPERSONATING")
		}
	}
	root.get("/admin/list-users").wants(t, 403, "IMPERSONATING")
}

func TestImpersonationEndsWithItsGround(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"the administrator is demoted":      `update neon_auth."user" set role = 'user' where email = 'root@example.com'`,
		"the administrator is banned":       `update neon_auth."user" set banned = true where email = 'root@example.com'`,
		"the administrator is removed":      `delete from neon_auth."user" where email = 'root@example.com'`,
		"the user becomes an administrator": `update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`,
		"the user is banned":                `update neon_auth."user" set banned = true where email = 'ada@example.com'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			root := impersonating(h)
			h.sql(statement)
			root.get("/list-accounts").wants(t, 401)
		})
	}
}

func TestStopImpersonating(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := impersonating(h)
	fake := root.copy()
	t.Run("gives the own session back", func(t *testing.T) {
		root.post("/admin/stop-impersonating", map[string]any{}).wants(t, 200, "root@example.com")
		root.get("/admin/list-users").wants(t, 200)
		for name := range root.withoutChallenge() {
			if name != cookieName {
				t.Errorf("cookie %s is left", name)
			}
		}
		if fake.signedIn() {
			t.Error("the impersonation goes on")
		}
		root.post("/admin/stop-impersonating", map[string]any{}).wants(t, 400, "YOU_ARE_NOT_IMPERSONATING_ANYONE")
	})
	t.Run("not with a forged cookie", func(t *testing.T) {
		root.post("/admin/impersonate-user", map[string]any{"userId": h.id("ada@example.com")}).wants(t, 200)
		name := strings.Replace(cookieName, "session_token", "admin_session", 1)
		forged := root.copy()
		forged.cookies[name] = strings.Replace(root.cookies[cookieName], ".", ":.", 1)
		forged.post("/admin/stop-impersonating", map[string]any{}).wants(t, 400, "FAILED_TO_FIND_ADMIN_SESSION")
	})
	t.Run("not into an ended session", func(t *testing.T) {
		h.sql(`delete from neon_auth.session where "impersonatedBy" is null`)
		root.post("/admin/stop-impersonating", map[string]any{}).wants(t, 401) // the impersonation ended with it
	})
}

func TestImpersonateNobodyWhoAdministrates(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	h.administrator("boss@example.com")
	h.sql(`update neon_auth."user" set role = 'user,admin' where email = 'boss@example.com'`)
	for _, email := range []string{"boss@example.com", "root@example.com"} {
		root.post("/admin/impersonate-user", map[string]any{"userId": h.id(email)}).wants(t, 403, "YOU_CANNOT_IMPERSONATE_ADMINS")
	}
}
