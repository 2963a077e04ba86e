package api_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// K04: an administrator sees users and sessions, but nothing that allows signing in as another user.
func TestK04AdministratorsReadNoSecret(t *testing.T) {
	t.Parallel()
	h := start(t)
	root, ada := h.administrator("root@example.com"), h.client().signUp("ada@example.com")
	h.link("ada@example.com", "google")
	h.sql(`update neon_auth.account set "refreshToken" = 'secret-refresh', "idToken" = 'secret-id'`)
	adaID := h.id("ada@example.com")
	bearer, _, _ := strings.Cut(ada.token(), ".")
	secrets := []string{value[string](h, `select password from neon_auth.account where "providerId" = 'credential' limit 1`), bearer, "secret-", `"password`}
	for what, got := range map[string]answer{
		"list-users":         root.get("/admin/list-users?searchValue=ada"),
		"get-user":           root.get("/admin/get-user?id=" + adaID),
		"list-user-sessions": root.post("/admin/list-user-sessions", map[string]any{"userId": adaID}),
		"update-user":        root.post("/admin/update-user", map[string]any{"userId": adaID, "data": map[string]any{"name": "Ada"}}),
		"list-accounts":      ada.get("/list-accounts"),
		"get-session":        root.get("/get-session"),
	} {
		got.wants(t, 200)
		for _, secret := range secrets {
			if strings.Contains(got.body, secret) {
				t.Errorf("%s tells %s: %s", what, secret, got.body)
			}
		}
	}
	listed := root.get("/admin/list-users?searchValue=ada").field("users").([]any)[0].(map[string]any)
	want := []string{"banExpires", "banReason", "banned", "createdAt", "email", "emailVerified", "id", "image", "name", "role", "updatedAt"}
	if keys := slices.Sorted(maps.Keys(listed)); !slices.Equal(keys, want) {
		t.Errorf("a user is listed with %v", keys)
	}
	// The session tokens in the list cannot be used to sign in.
	hash := value[string](h, `select token from neon_auth.session where "userId" = $1`, adaID)
	h.client().get("/list-sessions", "Authorization", "Bearer "+hash).wants(t, 401)
}

// E01: the session determines whose row is changed, never the body.
func TestE01NobodyActsForAnother(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().signUp("ada@example.com")
	eve := h.client().signUp("eve@example.com")
	victim := h.id("ada@example.com")
	dump := `select (select json_agg(u order by u.id)::text from neon_auth."user" u where u.id = $1)
		|| (select json_agg(a order by a.id)::text from neon_auth.account a where a."userId" = $1)
		|| (select json_agg(s order by s.id)::text from neon_auth.session s where s."userId" = $1)`
	before := value[string](h, dump, victim)
	for path, body := range map[string]map[string]any{
		"/update-user":     {"name": "Mallory"},
		"/change-password": {"currentPassword": goodWord, "newPassword": "another word"},
		"/unlink-account":  {"providerId": "credential"},
		"/revoke-sessions": {},
		"/delete-user":     {},
	} {
		body["userId"], body["id"], body["user"] = victim, victim, map[string]any{"id": victim}
		eve.post(path+"?userId="+victim, body)
		eve.signIn("eve@example.com")
	}
	if after := value[string](h, dump, victim); after != before {
		t.Errorf("something of hers has changed:\n%s\n%s", before, after)
	}
}

// L05: who is signed in changes the password only with the present one, and does not get to guess it.
func TestL05CurrentPasswordIsNeeded(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	stored := value[string](h, `select password from neon_auth.account`)
	change := func(current any) answer {
		return ada.post("/change-password", map[string]any{"currentPassword": current, "newPassword": "another word"})
	}
	for _, wrong := range []any{"wrong word", strings.ToUpper(goodWord), goodWord + " ", goodWord[:len(goodWord)-1]} {
		change(wrong).wants(t, 400, "INVALID_PASSWORD")
	}
	for _, none := range []any{nil, "", []string{goodWord}} {
		if got := change(none); got.status != 400 {
			t.Errorf("with %v: %d", none, got.status)
		}
	}
	if value[string](h, `select password from neon_auth.account`) != stored {
		t.Error("the password has changed")
	}
	if !value[bool](h, `select exists (select from neon_auth_internal.limit_rule r where '/change-password' ~ r.paths and r.seconds > 0 and r.attempts <= 5)`) {
		t.Error("guesses are not limited")
	}
}

// E18: ids are random, not sequential. The response is the same for rows of other users and rows that do not exist.
func TestE18OthersThingsLookLikeNone(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada, eve := h.client().signUp("ada@example.com"), h.client().signUp("eve@example.com")
	h.link("ada@example.com", "google")
	for what, ask := range map[string]func(others bool) answer{
		"account-info": func(others bool) answer {
			return eve.get("/account-info?accountId=" + map[bool]string{true: "google-1", false: "google-9"}[others])
		},
		"unlink-account": func(others bool) answer {
			return eve.post("/unlink-account", map[string]any{"providerId": "google", "accountId": map[bool]string{true: "google-1", false: "google-9"}[others]})
		},
		"revoke-session": func(others bool) answer {
			token, _, _ := strings.Cut(ada.token(), ".")
			return eve.post("/revoke-session", map[string]any{"token": map[bool]string{true: token, false: strings.Repeat("x", len(token))}[others]})
		},
		"get-user": func(others bool) answer {
			return eve.get("/admin/get-user?id=" + map[bool]string{true: h.id("ada@example.com"), false: "00000000-0000-4000-8000-000000000000"}[others])
		},
	} {
		if hers, nobodys := ask(true), ask(false); hers.status != nobodys.status || hers.body != nobodys.body {
			t.Errorf("%s: %d %s, and %d %s", what, hers.status, hers.body, nobodys.status, nobodys.body)
		}
	}
	if !ada.signedIn() {
		t.Error("her session has ended")
	}
	for _, table := range []string{"user", "session", "account"} {
		if !value[bool](h, `select bool_and(id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4') from neon_auth."`+table+`"`) {
			t.Errorf("ids of %s are not random", table)
		}
	}
}

// G05: rate-limited requests get the same response whether the account exists or not.
func TestG05LimitsTellNothing(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().signUp("ada@example.com")
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": true}}'`)
	told := map[string][]int{}
	for i, email := range []string{"ada@example.com", "nobody@example.com"} {
		from := []string{"X-Forwarded-For", []string{"198.51.100.1", "198.51.100.2"}[i]}
		for range 4 {
			h.sql(`update neon_auth.request_count set since = now()`) // however slow this machine is
			told[email] = append(told[email], h.client().post("/sign-in/email", map[string]any{"email": email, "password": "wrong word"}, from...).status)
		}
	}
	if !slices.Equal(told["ada@example.com"], []int{401, 401, 401, 429}) || !slices.Equal(told["ada@example.com"], told["nobody@example.com"]) {
		t.Errorf("%v", told)
	}
}
