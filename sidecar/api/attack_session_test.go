package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The attacks of attacks.md on sessions and their cookies, by number.

func TestC01FixedSession(t *testing.T) {
	t.Parallel()
	h := start(t)
	chosen := strings.Repeat("a", 32)
	c := h.client()
	c.cookies[cookieName] = url.QueryEscape(chosen + ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	c.signUp("ada@example.com")
	first := c.token()
	c.signIn("ada@example.com").wants(t, 200)
	if second := c.token(); first == chosen || second == chosen || first == second {
		t.Errorf("the tokens are %q and %q after %q", first, second, chosen)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where token in ($1, encode(sha256($1::text::bytea), 'hex'))`, chosen); n != 0 {
		t.Error("the chosen token has become a session")
	}
}

func TestC02GuessedToken(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	seen := map[string]bool{}
	for range 12 {
		c := h.client()
		c.signIn("ada@example.com").wants(t, 200)
		token := c.token()
		if seen[token] || !regexp.MustCompile(`^[A-Za-z0-9]{32}$`).MatchString(token) {
			t.Errorf("token %q", token)
		}
		seen[token] = true
		for other := range seen {
			if other != token && (other[:4] == token[:4] || other[28:] == token[28:]) {
				t.Errorf("%s resembles %s", token, other)
			}
		}
		if id, _ := c.get("/get-session").field("session", "id").(string); strings.Contains(token, id) {
			t.Error("the token is the row's id")
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.session where token !~ '^[0-9a-f]{64}$'`); n != 0 {
		t.Errorf("%d tokens are stored plain", n)
	}
}

func TestC09ReplayAfterSignOut(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	thief := h.client()
	thief.cookies[cookieName] = c.cookies[cookieName]
	c.post("/sign-out", "{}").wants(t, 200, `"success"`)
	if len(c.cookies) != 0 {
		t.Errorf("%v stays in the browser", c.cookies)
	}
	if thief.get("/list-sessions").wants(t, 401); thief.signedIn() {
		t.Error("the cookie counts after sign-out")
	}
}

func TestC12ForgedCookie(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
	decoded, err := url.PathUnescape(ada.cookies[cookieName])
	if err != nil {
		t.Fatal(err)
	}
	token, signature, _ := strings.Cut(decoded, ".")
	_, bobs, _ := strings.Cut(bob.cookies[cookieName], ".")
	guessed := hmac.New(sha256.New, []byte(testSecret)) // Better Auth signs with the secret itself
	guessed.Write([]byte(token))
	for name, forged := range map[string]string{
		"no signature":        token,
		"empty signature":     token + ".",
		"another's signature": token + "." + bobs,
		"cut signature":       token + "." + signature[:len(signature)-5],
		"signature of root":   url.QueryEscape(token + "." + base64.StdEncoding.EncodeToString(guessed.Sum(nil))),
		"signature without =": url.QueryEscape(strings.TrimRight(decoded, "=")),
		"another token":       url.QueryEscape(strings.Repeat("x", 32) + "." + signature),
		"nothing":             "",
		"a dot":               ".",
		"broken escape":       "%zz." + signature,
	} {
		c := h.client()
		c.cookies[cookieName] = forged
		if got := c.get("/get-session").wants(t, 200); got.body != "null" || len(got.header.Values("Set-Cookie")) != 0 {
			t.Errorf("%s: %s %v", name, got.body, got.header.Values("Set-Cookie"))
		}
		c.get("/list-sessions").wants(t, 401)
		c.post("/update-user", map[string]any{"name": "Eve"}).wants(t, 401)
	}
}

func TestC13CookieAttributes(t *testing.T) {
	t.Parallel()
	h := start(t)
	const attributes = "; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"
	c := h.client()
	up := c.post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
	out := c.post("/sign-out", "{}").wants(t, 200)
	if set := up.signInCookies(); len(set) != 1 || !strings.HasPrefix(set[0], cookieName+"=") || !strings.HasSuffix(set[0], "; Max-Age=604800"+attributes) {
		t.Errorf("set: %q", set)
	}
	gone := out.header.Values("Set-Cookie")
	for _, name := range []string{"session_token", "session_data", "dont_remember"} {
		if want := "__Secure-neon-auth." + name + "=; Max-Age=0" + attributes; !slices.Contains(gone, want) {
			t.Errorf("%s is not removed as it was set: %q", name, gone)
		}
	}
}

func TestC14OthersSessions(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada, eve := h.client().enter("ada@example.com"), h.client().enter("eve@example.com")
	stored := value[string](h, `select token from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where u.email = 'ada@example.com'`)
	for _, target := range []string{ada.token(), stored} {
		eve.post("/revoke-session", map[string]any{"token": target}).wants(t, 200)
		if !ada.signedIn() {
			t.Fatalf("%q ended another's session", target)
		}
	}
	eve.post("/revoke-other-sessions", "{}").wants(t, 200)
	if list := eve.get("/list-sessions").wants(t, 200); strings.Contains(list.body, stored) || !ada.signedIn() {
		t.Error("Eve sees or ends Ada's session")
	}
}

// No endpoint writes a session's fields, and those that take a user's pass over them.
func TestC18SessionFields(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	const body = `{"name":"Ada","activeOrganizationId":"06640000-0000-4000-8000-000000000001","activeTeamId":"x","impersonatedBy":"x"}`
	c.post("/update-session", body).wants(t, 404)
	c.post("/update-user", body).wants(t, 200)
	if n := value[int](h, `select num_nonnulls("activeOrganizationId", "impersonatedBy") from neon_auth.session`); n != 0 {
		t.Error("a session was written")
	}
}

func TestC20Timeouts(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	h.sql(`update neon_auth.session set "expiresAt" = now() - interval '1 second'`)
	cookies := c.cookies[cookieName]
	if got := c.get("/get-session").wants(t, 200); got.body != "null" || got.header.Get("Set-Auth-Jwt") != "" {
		t.Errorf("an expired session is %s", got.body)
	}
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 0 {
		t.Error("the expired row is still there")
	}
	c.cookies[cookieName] = cookies
	c.get("/token").wants(t, 401)
}

func TestC21NoStore(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	for _, got := range []answer{c.get("/get-session"), h.client().get("/get-session"), c.get("/token")} {
		if control := got.header.Get("Cache-Control"); control != "no-store" {
			t.Errorf("Cache-Control is %q", control)
		}
	}
}

// C08 is TestChangeBySQL as far as changes go; here, a ban that meets a sign-in (J09 too).
func TestJ09BanMeetsSignIn(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	for range 6 {
		h.sql(`select neon_auth.unban_user(id) from neon_auth."user"`)
		var both sync.WaitGroup
		c := h.client()
		both.Go(func() {
			if got := c.signIn("ada@example.com"); got.status != http.StatusOK && got.status != http.StatusForbidden {
				t.Errorf("sign-in: %d", got.status)
			}
		})
		both.Go(func() { h.sql(`select pg_sleep(random() * 0.1), neon_auth.ban_user(id) from neon_auth."user"`) })
		both.Wait()
		live := value[int](h, `select count(*) from neon_auth.session_overview where state = 'live'`)
		if c.cookies[cookieName] != "" && c.signedIn() || live != 0 {
			t.Fatal("a banned user is signed in")
		}
	}
}

func TestJ09RevokeMeetsProlonging(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	for range 6 {
		c.signIn("ada@example.com").wants(t, 200)
		h.sql(`update neon_auth.session set "expiresAt" = now() + interval '3 days'`)
		var both sync.WaitGroup
		both.Go(func() { c.get("/get-session").wants(t, 200) })
		both.Go(func() { h.sql(`delete from neon_auth.session`) })
		both.Wait()
		if n := value[int](h, `select count(*) from neon_auth.session`); n != 0 {
			t.Fatal("prolonging brought a revoked session back")
		}
	}
}
