package api_test

import (
	"strings"
	"sync"
	"testing"
)

const lastLoginCookie = "better-auth.last_used_login_method"

// lastLogin returns the line of Set-Cookie that tells how the user has signed in, or "".
func (a answer) lastLogin(name string) string {
	for _, line := range a.header.Values("Set-Cookie") {
		if strings.HasPrefix(line, name+"=") {
			return line
		}
	}
	return ""
}

func TestLastLoginMethod(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada := h.client().enter("ada@example.com")
	if got := h.client().signIn("ada@example.com").wants(t, 200); got.lastLogin(lastLoginCookie) != "" {
		t.Error("told although it is off")
	}
	h.sql(`select neon_auth.set('plugin_configs.lastLoginMethod.enabled', 'true')`)
	line := h.client().signIn("ada@example.com").wants(t, 200).lastLogin(lastLoginCookie)
	if !strings.HasPrefix(line, lastLoginCookie+"=email;") || strings.Contains(line, "HttpOnly") ||
		!strings.Contains(line, "Max-Age=2592000") || !strings.Contains(line, "; Secure") {
		t.Errorf("the cookie after a sign-in is %q", line)
	}
	wrong := h.client().signIn("ada@example.com", "not the password").wants(t, 401)
	renamed := ada.post("/update-user", map[string]any{"name": "Ada"}).wants(t, 200)
	if wrong.lastLogin(lastLoginCookie) != "" || renamed.lastLogin(lastLoginCookie) != "" {
		t.Error("told without a sign-in")
	}
	if got := value[int](h, `select count(*) from neon_auth."user" where "lastLoginMethod" is not null`); got != 0 {
		t.Errorf("stored for %d users although it is not to be", got)
	}

	h.sql(`select neon_auth.set('plugin_configs.lastLoginMethod.config.storeInDatabase', 'true'),
		neon_auth.set('plugin_configs.lastLoginMethod.config.cookieName', 'last')`)
	stored := `select coalesce((select "lastLoginMethod" from neon_auth."user" where email = $1), '')`
	if got := h.client().signIn("ada@example.com").wants(t, 200); got.lastLogin("last") == "" {
		t.Error("the cookie's name is not that of the settings")
	}
	if got := value[string](h, stored, "ada@example.com"); got != "email" {
		t.Errorf("stored %q after a sign-in", got)
	}
	ada.get("/get-session").wants(t, 200, `"lastLoginMethod":"email"`)
	h.client().signUp("eve@example.com")
	if got := value[string](h, stored, "eve@example.com"); got != "email" {
		t.Errorf("stored %q after a sign-up", got)
	}
	grace := h.client()
	back := grace.enterBy(p, person("grace"))
	if grace.cookies["last"] != "kit" {
		t.Errorf("the cookies after a callback are %v", grace.cookies)
	}
	// The app's own host gets the session, and the cookie, with the verifier.
	app, verifier := h.client(), strings.Split(back, "neon_auth_session_verifier=")[1]
	for name, value := range grace.cookies {
		if isChallenge(name) {
			app.cookies[name] = value
		}
	}
	app.get("/get-session?neon_auth_session_verifier="+strings.Split(verifier, "#")[0]).wants(t, 200, "grace@example.com")
	if app.cookies["last"] != "kit" {
		t.Errorf("the cookies of the app's host are %v", app.cookies)
	}
	if got := value[string](h, stored, "grace@example.com"); got != "kit" {
		t.Errorf("stored %q after a callback", got)
	}
	for _, path := range []string{"/update-user", "/sign-up/email"} {
		body := map[string]any{"lastLoginMethod": "passkey", "name": "X", "email": "x@example.com", "password": goodWord}
		if path == "/update-user" {
			delete(body, "email")
		}
		ada.post(path, body).wants(t, 400, "LASTLOGINMETHOD_IS_NOT_ALLOWED_TO_BE_SET")
	}
}

// TestLastLoginMethodAfterASecondFactor: it is stored when the second factor is proven, not before.
func TestLastLoginMethodAfterASecondFactor(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	h.sql(`select neon_auth.set('plugin_configs.lastLoginMethod.enabled', 'true'),
		neon_auth.set('plugin_configs.lastLoginMethod.config.storeInDatabase', 'true')`)
	a := h.client().enter("ada@example.com").enrol()
	stored := `select coalesce((select "lastLoginMethod" from neon_auth."user"), '')`
	c := h.client()
	c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
	if got := value[string](h, stored); got != "" {
		t.Errorf("stored %q before the second factor", got)
	}
	c.post("/two-factor/verify-totp", map[string]any{"code": "000000"}).wants(t, 401) // the challenge keeps the method
	c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
	if got := value[string](h, stored); got != "email" {
		t.Errorf("stored %q after the second factor", got)
	}
}

// TestLastLoginMethodOfConcurrentSignIns: sign-ins of one user do not lock each other out.
func TestLastLoginMethodOfConcurrentSignIns(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('plugin_configs.lastLoginMethod.enabled', 'true'),
		neon_auth.set('plugin_configs.lastLoginMethod.config.storeInDatabase', 'true'), neon_auth.set('rateLimit.enabled', 'false')`)
	h.client().enter("ada@example.com")
	for range 3 {
		h.sql(`update neon_auth."user" set "lastLoginMethod" = 'google'`)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() { h.client().signIn("ada@example.com").wants(t, 200) })
		}
		group.Wait()
	}
}

// TestNamesOfTheLastLoginCookie: a name that no browser takes, or that is one of this server's cookies, is refused.
func TestNamesOfTheLastLoginCookie(t *testing.T) {
	t.Parallel()
	h := start(t)
	for _, name := range []string{"", "a b", "a;b", "a=b", "é", "__Secure-neon-auth.session_token", "NEON-AUTH.session_data", strings.Repeat("x", 65)} {
		_, err := h.db.Owner.Exec(t.Context(), `select neon_auth.set('plugin_configs.lastLoginMethod.config.cookieName', $1)`, name)
		if err == nil {
			t.Errorf("%q is accepted", name)
		}
	}
}
