package api_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func startUsername(t *testing.T) *harness {
	t.Helper()
	h := start(t)
	h.sql(`select neon_auth.set('plugin_configs.username.enabled', 'true')`)
	return h
}

// named creates a user with a password and a username.
func (h *harness) named(name string) {
	h.Helper()
	h.sql(`select neon_auth.set_username(neon_auth.create_user($1 || '@example.com', 'Ada', $2), $1)`, name, goodHash)
}

func (c *client) signInAs(name string, word ...string) answer {
	c.h.Helper()
	return c.post("/sign-in/username", map[string]any{"username": name, "password": append(word, goodWord)[0]})
}

func TestUsername(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('rateLimit.enabled', 'false')`)
	up := map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord, "username": "Ada_L"}
	h.client().signInAs("ada_l").wants(t, 404)
	h.client().post("/is-username-available", map[string]any{"username": "ada_l"}).wants(t, 404)
	h.sql(`select neon_auth.set('plugin_configs.username.enabled', 'true')`)

	ada := h.client()
	ada.post("/sign-up/email", up).wants(t, 200, `"username" : "ada_l"`, `"displayUsername" : "Ada_L"`)
	for _, name := range []string{"ada_l", "Ada_L", "ADA_L"} {
		got := h.client().signInAs(name).wants(t, 200, "ada@example.com")
		if got.field("redirect") != nil || got.field("token") == nil {
			t.Errorf("%s", got.body)
		}
	}
	wrong := h.client().signInAs("ada_l", "not the password").wants(t, 401, "INVALID_USERNAME_OR_PASSWORD")
	if unknown := h.client().signInAs("nobody").wants(t, 401); unknown.body != wrong.body {
		t.Errorf("an unknown name gets %s, a wrong password %s", unknown.body, wrong.body)
	}
	h.client().signInAs("no").wants(t, 422, "USERNAME_TOO_SHORT")
	h.client().signInAs("ada@example.com").wants(t, 422, "USERNAME_IS_INVALID")
	h.client().signInAs(strings.Repeat("x", 31)).wants(t, 422, "USERNAME_IS_TOO_LONG")
	for name, free := range map[string]string{"ADA_L": "false", "bob": "true"} {
		h.client().post("/is-username-available", map[string]any{"username": name}).wants(t, 200, `"available" : `+free)
	}

	h.named("bob")
	for failure, fields := range map[string]map[string]any{
		"USERNAME_IS_ALREADY_TAKEN_PLEASE_TRY_ANOTHER": {"username": "BOB"},
		"USERNAME_TOO_SHORT":                           {"username": ""},
		"USERNAME_IS_INVALID":                          {"username": "a b c"},
		"INVALID_VALUE":                                {"username": []string{"x"}},
		"VALIDATION_ERROR":                             {"displayUsername": strings.Repeat("x", 4000)},
	} {
		ada.post("/update-user", fields).wants(t, 400, failure)
		fields["name"], fields["email"], fields["password"] = "X", "x@example.com", goodWord
		h.client().post("/sign-up/email", fields).wants(t, 400, failure)
	}
	ada.post("/update-user", map[string]any{"username": "Countess"}).wants(t, 200)
	ada.post("/update-user", map[string]any{"username": "COUNTESS"}).wants(t, 200) // her own
	ada.get("/get-session").wants(t, 200, `"username":"countess"`, `"displayUsername":"COUNTESS"`)
	h.client().signInAs("ada_l").wants(t, 401)
	h.client().signInAs("countess").wants(t, 200)
	ada.post("/update-user", map[string]any{"displayUsername": "Countess of Lovelace"}).wants(t, 200)
	h.client().signInAs("countess").wants(t, 200)
}

// TestUsernameSharesTheLockout: guesses by name and by address are counted together, and those at names that nobody has
// are delayed alike.
func TestUsernameSharesTheLockout(t *testing.T) {
	t.Parallel()
	h := startUsername(t)
	h.named("ada")
	h.named("eve")
	from := func(address string) []string { return []string{"X-Forwarded-For", address} }
	by := func(kind, subject, address string) int {
		path, body := "/sign-in/email", map[string]any{"email": subject + "@example.com", "password": "wrong"}
		if kind == "name" {
			path, body = "/sign-in/username", map[string]any{"username": subject, "password": "wrong"}
		}
		h.sql(`delete from neon_auth.request_count where key like '% /%'`) // the limits of paths are others
		return h.client().post(path, body, from(address)...).status
	}
	for subject, kinds := range map[string][2]string{"ada": {"address", "name"}, "eve": {"name", "address"}, "nobody": {"name", "name"}} {
		address := fmt.Sprintf("198.51.100.%d", len(subject)*7+len(kinds[0]))
		for range 5 {
			if got := by(kinds[0], subject, address); got != 401 {
				t.Fatalf("%s: status %d", subject, got)
			}
		}
		h.sql(`update neon_auth.request_count set since = clock_timestamp() where key like 'password for %'`) // on a slow machine the delay may be over
		if got := by(kinds[1], subject, address); got != 429 {
			t.Errorf("%s: after five wrong passwords by %s, one by %s gets %d", subject, kinds[0], kinds[1], got)
		}
	}
}

// G04: the response to a sign-in by name does not depend on what is known about the name, nor does that to a sign-up with
// an address that is taken, where addresses are verified.
func TestG04UsernameRevealsNoAccount(t *testing.T) {
	t.Parallel()
	h := startUsername(t)
	h.sql(`select neon_auth.set('rateLimit.enabled', 'false'), neon_auth.set('email_and_password.requireEmailVerification', 'true')`)
	h.named("ada")
	h.named("social")
	h.named("banned")
	h.sql(`delete from neon_auth.account a using neon_auth."user" u where u.id = a."userId" and u.username = 'social'`)
	h.sql(`select neon_auth.ban_user((select id from neon_auth."user" where username = 'banned'), 'spam')`)
	want := h.client().signInAs("nobody", "wrong").wants(t, 401)
	for _, name := range []string{"ada", "social", "banned"} { // the first is not verified
		if got := h.client().signInAs(name, "wrong"); got.status != 401 || got.body != want.body {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	shape := func(email, name string) string {
		got := h.client().post("/sign-up/email", map[string]any{"name": "X", "email": email, "password": goodWord, "username": name}).wants(t, 200)
		user := got.field("user").(map[string]any)
		return fmt.Sprint(got.field("token"), len(user), user["username"], user["displayUsername"])
	}
	if free, taken := shape("free@example.com", "Same_one"), shape("ada@example.com", "Same_two"); strings.Replace(free, "one", "two", 2) != strings.Replace(taken, "one", "two", 2) {
		t.Errorf("a free address gets %s, a taken one %s", free, taken)
	}
}

func TestUsernameAsksForTheSecondFactor(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	h.sql(`select neon_auth.set('plugin_configs.username.enabled', 'true')`)
	a := h.client().enter("ada@example.com").enrol()
	h.sql(`select neon_auth.set_username(id, 'ada') from neon_auth."user"`)
	c := h.client()
	c.signInAs("ada").wants(t, 200, "twoFactorRedirect")
	if c.signedIn() {
		t.Error("signed in without the second factor")
	}
	c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200, `"username" : "ada"`)
}

// TestUsernameIsOneUsers: of concurrent requests for one name, by sign-ups and changes, one gets it.
func TestUsernameIsOneUsers(t *testing.T) {
	t.Parallel()
	h := startUsername(t)
	h.sql(`select neon_auth.set('rateLimit.enabled', 'false')`)
	known := []*client{h.client().enter("a@example.com"), h.client().enter("b@example.com"), h.client().enter("c@example.com")}
	for round := range 2 {
		var group sync.WaitGroup
		var won atomic.Int32
		name := fmt.Sprint("wanted", round)
		count := func(got answer) {
			if got.status == 200 {
				won.Add(1)
			} else if got.status != 400 && got.status != 503 {
				t.Errorf("status %d: %s", got.status, got.body)
			}
		}
		for i, c := range known {
			group.Go(func() { count(c.post("/update-user", map[string]any{"username": name})) })
			group.Go(func() {
				count(h.client().post("/sign-up/email", map[string]any{
					"name": "X", "email": fmt.Sprintf("%d-%d@example.com", round, i), "password": goodWord, "username": strings.ToUpper(name),
				}))
			})
		}
		group.Wait()
		if won.Load() != 1 {
			t.Errorf("%d requests got the name", won.Load())
		}
	}
}

func TestUsernamesByAdministrators(t *testing.T) {
	t.Parallel()
	h := startUsername(t)
	h.sql(`select neon_auth.set('rateLimit.enabled', 'false')`)
	h.named("ada")
	root := h.administrator("root@example.com")
	id := h.id("ada@example.com")
	root.post("/admin/update-user", map[string]any{"userId": id, "data": map[string]any{"username": "Countess"}}).wants(t, 200, `"username" : "countess"`)
	root.post("/admin/update-user", map[string]any{"userId": id, "data": map[string]any{"username": "a b"}}).wants(t, 400, "USERNAME_IS_INVALID")
	root.post("/admin/create-user", map[string]any{
		"name": "Bob", "email": "bob@example.com", "password": goodWord, "data": map[string]any{"username": "countess"},
	}).wants(t, 400, "USERNAME_IS_ALREADY_TAKEN_PLEASE_TRY_ANOTHER")
	root.get("/admin/list-users?filterField=username&filterValue=countess").wants(t, 200, "ada@example.com", `"total" : 1`)
	h.client().signInAs("countess").wants(t, 200)
	h.sql(`select neon_auth.set('plugin_configs.username.enabled', 'false')`)
	root.get("/admin/list-users?filterField=username&filterValue=countess").wants(t, 200, `"total" : 0`)
}
