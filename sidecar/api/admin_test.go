package api_test

import (
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"neonauth/sidecar/api"
)

// administrator signs up and becomes one.
func (h *harness) administrator(email string) *client {
	h.Helper()
	c := h.client().signUp(email)
	h.sql(`update neon_auth."user" set role = 'admin' where email = $1`, email)
	return c
}

// id is the user's with that address.
func (h *harness) id(email string) string {
	h.Helper()
	return value[string](h, `select id::text from neon_auth."user" where email = $1`, email)
}

// aimed are bodies of the right shape at a user, by path.
func aimed(id string) map[string]any {
	return map[string]any{
		"/admin/create-user":          map[string]any{"email": "new@example.com", "name": "New", "role": "admin"},
		"/admin/update-user":          map[string]any{"userId": id, "data": map[string]any{"name": "Mallory"}},
		"/admin/set-role":             map[string]any{"userId": id, "role": "admin"},
		"/admin/ban-user":             map[string]any{"userId": id},
		"/admin/unban-user":           map[string]any{"userId": id},
		"/admin/remove-user":          map[string]any{"userId": id},
		"/admin/set-user-password":    map[string]any{"userId": id, "newPassword": "another word"},
		"/admin/list-user-sessions":   map[string]any{"userId": id},
		"/admin/revoke-user-session":  map[string]any{"sessionToken": "x"},
		"/admin/revoke-user-sessions": map[string]any{"userId": id},
		"/admin/impersonate-user":     map[string]any{"userId": id},
		"/admin/stop-impersonating":   map[string]any{},
		"/admin/has-permission":       map[string]any{"permissions": map[string]any{"user": []string{"ban"}}},
	}
}

func TestE04OnlyAdministratorsAdministrate(t *testing.T) {
	t.Parallel()
	h := start(t)
	eve := h.client().signUp("eve@example.com")
	h.client().signUp("ada@example.com")
	victim := h.id("ada@example.com")
	bodies := aimed(victim)
	dump := `select json_agg(u order by u.id)::text || (select count(*) from neon_auth.session) from neon_auth."user" u`
	before := value[string](h, dump)

	call := func(c *client, key string) answer {
		method, path, _ := strings.Cut(key, " ")
		if method == "GET" {
			return c.get(path + "?id=" + victim)
		}
		body, known := bodies[path]
		if !known {
			t.Fatalf("%s is new: give it a body here", key)
		}
		return c.post(path, body)
	}
	seen := 0
	for _, key := range api.RouteKeys() {
		if !strings.Contains(key, " /admin/") {
			continue
		}
		seen++
		call(h.client(), key).wants(t, 401)
		switch key {
		case "POST /admin/stop-impersonating":
			call(eve, key).wants(t, 400, "YOU_ARE_NOT_IMPERSONATING_ANYONE")
		case "POST /admin/has-permission": // returns the caller's own permissions
			call(eve, key).wants(t, 200, `"success" : false`)
		default:
			call(eve, key).wants(t, 403, "YOU_ARE_NOT_ALLOWED_TO_")
		}
	}
	if seen != len(bodies)+2 {
		t.Errorf("%d routes below /admin", seen)
	}
	if after := value[string](h, dump); after != before {
		t.Errorf("something has changed:\n%s\n%s", before, after)
	}
	for _, role := range []string{"user, admin", " admin", "ADMIN", "administrator", "made-up", ""} {
		h.sql(`update neon_auth."user" set role = $1 where email = 'eve@example.com'`, role)
		eve.get("/admin/list-users").wants(t, 403)
	}
	for _, role := range []string{"admin", "user,admin", "made-up,admin"} {
		h.sql(`update neon_auth."user" set role = $1 where email = 'eve@example.com'`, role)
		eve.get("/admin/list-users").wants(t, 200)
	}
}

func TestC08RoleAndBanActAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	root, boss, ada := h.administrator("root@example.com"), h.administrator("boss@example.com"), h.client().signUp("ada@example.com")
	boss.get("/admin/list-users").wants(t, 200)
	root.post("/admin/set-role", map[string]any{"userId": h.id("boss@example.com"), "role": "user"}).wants(t, 200)
	boss.get("/admin/list-users").wants(t, 403)

	root.post("/admin/ban-user", map[string]any{"userId": h.id("ada@example.com"), "banReason": "spam"}).wants(t, 200, "spam")
	ada.get("/list-accounts").wants(t, 401)
	ada.signIn("ada@example.com").wants(t, 403, "BANNED_USER")
	root.post("/admin/unban-user", map[string]any{"userId": h.id("ada@example.com")}).wants(t, 200)
	ada.signIn("ada@example.com").wants(t, 200)
	h.sql(`update neon_auth."user" set banned = true where email = 'ada@example.com'`)
	ada.get("/list-accounts").wants(t, 401) // by raw SQL too
}

func TestE05AdministratorsStay(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	own := h.id("root@example.com")
	for path, c := range map[string]struct {
		body any
		code string
	}{
		"/admin/remove-user": {map[string]any{"userId": own}, "YOU_CANNOT_REMOVE_YOURSELF"},
		"/admin/ban-user":    {map[string]any{"userId": own}, "YOU_CANNOT_BAN_YOURSELF"},
		"/admin/set-role":    {map[string]any{"userId": own, "role": []string{"user"}}, "YOU_CANNOT_DEMOTE_YOURSELF"},
		"/admin/update-user": {map[string]any{"userId": own, "data": map[string]any{"banned": true}}, "YOU_CANNOT_BAN_YOURSELF"},
		"/delete-user":       {map[string]any{}, "YOU_CANNOT_REMOVE_THE_LAST_ADMINISTRATOR"},
	} {
		root.post(path, c.body).wants(t, 400, c.code)
	}
	root.post("/admin/update-user", map[string]any{"userId": own, "data": map[string]any{"role": "user"}}).
		wants(t, 400, "YOU_CANNOT_DEMOTE_YOURSELF")
	root.post("/admin/set-role", map[string]any{"userId": own, "role": []string{"user", "admin"}}).wants(t, 200, "user,admin")
}

func TestJ09TwoAdministratorsNeverRemoveEachOther(t *testing.T) {
	t.Parallel()
	h := start(t)
	for name, act := range map[string]func(c *client, victim string) answer{
		"demote": func(c *client, victim string) answer {
			return c.post("/admin/set-role", map[string]any{"userId": victim, "role": "user"})
		},
		"ban": func(c *client, victim string) answer {
			return c.post("/admin/ban-user", map[string]any{"userId": victim})
		},
		"remove": func(c *client, victim string) answer {
			return c.post("/admin/remove-user", map[string]any{"userId": victim})
		},
		"leave": func(c *client, _ string) answer { return c.post("/delete-user", map[string]any{}) },
	} {
		for range 5 {
			h.sql(`delete from neon_auth."user"`)
			pair := []*client{h.administrator("one@example.com"), h.administrator("two@example.com")}
			ids := []string{h.id("two@example.com"), h.id("one@example.com")}
			var done atomic.Int32
			inParallel(2, func(i int) {
				if act(pair[i], ids[i]).status == 200 {
					done.Add(1)
				}
			})
			left := value[int](h, `select count(*) from neon_auth."user" where role = 'admin' and not banned`)
			if left != 1 || done.Load() != 1 {
				t.Errorf("%s: %d succeeded, %d administrators are left", name, done.Load(), left)
			}
		}
	}
}

func TestJ08AddressesByAdministrators(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	h.client().signUp("ada@example.com")
	h.client().signUp("bob@example.com")
	change := func(data map[string]any) answer {
		return root.post("/admin/update-user", map[string]any{"userId": h.id("ada@example.com"), "data": data})
	}
	change(map[string]any{"email": "BOB@example.com"}).wants(t, 400, "USER_ALREADY_EXISTS")
	change(map[string]any{"email": "no address"}).wants(t, 400, "INVALID_EMAIL")
	change(map[string]any{"email": 5}).wants(t, 400, "INVALID_EMAIL")
	change(map[string]any{"name": nil}).wants(t, 400, "INVALID_VALUE")
	change(map[string]any{"emailVerified": "yes"}).wants(t, 400, "INVALID_VALUE")
	change(map[string]any{"banExpires": "infinity"}).wants(t, 400, "INVALID_VALUE")
	change(map[string]any{"banExpires": "294276-12-31"}).wants(t, 400, "INVALID_VALUE")
	change(map[string]any{"id": "00000000-0000-4000-8000-000000000000", "password": "x", "createdAt": "1990-01-01"}).wants(t, 200)
	change(map[string]any{"email": "ADA@Example.com"}).wants(t, 200, "ada@example.com")
	ids := []string{h.id("ada@example.com"), h.id("bob@example.com"), h.id("root@example.com")}
	statuses := make([]int, 6)
	inParallel(len(statuses), func(i int) {
		statuses[i] = root.copy().post("/admin/update-user", map[string]any{
			"userId": ids[i%3], "data": map[string]any{"email": "Same@example.com"},
		}).status
	})
	for _, status := range statuses {
		if !slices.Contains([]int{200, 400, 422, 503}, status) {
			t.Errorf("statuses %v", statuses)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth."user" where email = 'same@example.com'`); n != 1 {
		t.Errorf("%d users have the address", n)
	}
}

func TestJ18StrangeNumbersAndIds(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	h.client().signUp("ada@example.com")
	for _, seconds := range []any{-1, 1e300, 4e9} {
		root.post("/admin/ban-user", map[string]any{"userId": h.id("ada@example.com"), "banExpiresIn": seconds}).wants(t, 400)
	}
	for path, body := range aimed("'; drop table neon_auth.user; --") {
		if object := body.(map[string]any); object["userId"] != nil {
			root.post(path, body).wants(t, 400)
		}
	}
	root.get("/admin/get-user?id="+url.QueryEscape("' or true --")).wants(t, 400)
}

func TestC08PasswordSetByAnAdministrator(t *testing.T) {
	t.Parallel()
	h := start(t)
	root, ada := h.administrator("root@example.com"), h.client().signUp("ada@example.com")
	set := func(email string) {
		root.post("/admin/set-user-password", map[string]any{"userId": h.id(email), "newPassword": "another word"}).wants(t, 200)
	}
	h.sql(`insert into neon_auth.verification (identifier, value, "expiresAt")
		select 'reset-password:x', id::text, now() + interval '1 hour' from neon_auth."user" where email = 'ada@example.com'`)
	set("ada@example.com")
	if ada.signedIn() {
		t.Error("a session from before the change of the password is still valid")
	}
	if n := value[int](h, `select count(*) from neon_auth.verification`); n != 0 {
		t.Error("an old link resets the new password")
	}
	if n := value[int](h, `select count(*) from neon_auth.outbox where kind = 'password-changed' and recipient = 'ada@example.com'`); n != 1 {
		t.Errorf("she got %d mails", n) // L08
	}
	ada.signIn("ada@example.com").wants(t, 401)
	ada.signIn("ada@example.com", "another word").wants(t, 200)

	set("root@example.com") // the administrator's own session stays
	root.get("/admin/list-users").wants(t, 200)

	h.sql(`delete from neon_auth.account where "userId" = $1`, h.id("ada@example.com"))
	set("ada@example.com") // who has none gets none
	if n := value[int](h, `select count(*) from neon_auth.account`); n != 1 {
		t.Errorf("%d accounts", n)
	}
}
