package api_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestSessionSettings: lifetime, cookie and prolonging follow the settings, also when they change.
func TestSessionSettings(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('session.expiresIn', '3600'), neon_auth.set('session.updateAge', '600')`)
	c := h.client()
	up := c.post("/sign-up/email", map[string]any{"email": "ada@example.com", "password": goodWord, "name": "Ada"}).wants(t, 200)
	if set := strings.Join(up.header.Values("Set-Cookie"), "\n"); !strings.Contains(set, "Max-Age=3600;") {
		t.Errorf("the cookie: %q", set)
	}
	minutes := func() int {
		return value[int](h, `select round(extract(epoch from "expiresAt" - now()) / 60)::int from neon_auth.session`)
	}
	for _, step := range []struct{ set, left, then int }{{3600, 55, 55}, {3600, 49, 60}, {7200, 60, 120}, {600, 9, 9}} {
		h.sql(`select neon_auth.set('session.expiresIn', $1)`, fmt.Sprint(step.set))
		h.sql(`update neon_auth.session set "expiresAt" = now() + make_interval(mins => $1)`, step.left)
		got := c.get("/get-session").wants(t, 200, "ada@")
		if minutes() != step.then {
			t.Errorf("expiresIn %d, %d minutes left: %d after the request", step.set, step.left, minutes())
		}
		if prolonged := len(got.signInCookies()) == 1; prolonged != (step.then != step.left) {
			t.Errorf("expiresIn %d, %d minutes left: cookies %q", step.set, step.left, got.signInCookies())
		}
	}
	h.sql(`select neon_auth.set('session.expiresIn', '3600'), neon_auth.set('session.updateAge', '0')`)
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '59 minutes'`)
	if got := c.get("/get-session").wants(t, 200); minutes() != 60 || len(got.signInCookies()) != 1 {
		t.Errorf("updateAge 0: %d minutes, cookies %q", minutes(), got.signInCookies())
	}
	h.sql(`select neon_auth.set('session.disableSessionRefresh', 'true')`)
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '1 minute'`)
	for _, path := range []string{"/get-session", "/list-sessions"} {
		if got := c.get(path).wants(t, 200); minutes() != 1 || len(got.signInCookies()) != 0 {
			t.Errorf("disableSessionRefresh, %s: %d minutes, cookies %q", path, minutes(), got.signInCookies())
		}
	}
	h.sql(`update neon_auth.session set "expiresAt" = now()`)
	if got := c.get("/get-session").wants(t, 200); got.body != "null" {
		t.Errorf("an expired session: %s", got.body)
	}
}

// TestFreshAge: how long after sign-in an account may be unlinked without another proof (C16).
func TestFreshAge(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	for _, step := range []struct {
		fresh, age string
		want       string
	}{{"3600", "55 minutes", "LAST"}, {"3600", "3601 seconds", "FRESH"}, {"60", "61 seconds", "FRESH"}, {"0", "1000 days", "LAST"}, {"172800", "1 day", "LAST"}} {
		h.sql(`select neon_auth.set('session.freshAge', $1)`, step.fresh)
		h.sql(`update neon_auth.session set "createdAt" = now() - $1::interval`, step.age)
		if got := c.post("/unlink-account", map[string]any{"providerId": "credential"}); !strings.Contains(got.body, step.want) {
			t.Errorf("freshAge %s, age %s: %s", step.fresh, step.age, got.body)
		}
	}
}

// TestTokenSettings: the claims of the settings, in tokens of a session and in the database that verifies them.
func TestTokenSettings(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	read := func(path string) (claims map[string]any, token string) {
		token, _ = c.get(path).wants(t, 200).field("token").(string)
		parts := strings.Split(token, ".")
		raw, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err == nil {
			err = json.Unmarshal(raw, &claims)
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(raw), `"role":`); n != 1 {
			t.Errorf("%d roles: %s", n, raw)
		}
		return claims, token
	}
	before, old := read("/token")
	h.sql(`update neon_auth.project_config set options = '{"jwt": {"issuer": "https://issuer.example.com", "audience": ["https://api.example.com", "b"], "expirationTime": "2h",
		"claims": {"role": "member", "tenant": "acme", "https://example.com/level": 3, "deep": {"a": [1, "\"x"]}}}}'`)
	claims, token := read("/token")
	text, _ := json.Marshal([]any{claims["iss"], claims["aud"], claims["role"], claims["tenant"], claims["https://example.com/level"], claims["deep"]})
	if want := `["https://issuer.example.com",["https://api.example.com","b"],"member","acme",3,{"a":[1,"\"x"]}]`; string(text) != want {
		t.Errorf("claims: %s", text)
	}
	if life := claims["exp"].(float64) - claims["iat"].(float64); life != 7200 {
		t.Errorf("valid for %v seconds", life)
	}
	if claims["sub"] != before["sub"] || claims["email"] != "ada@example.com" {
		t.Errorf("the user: %v", claims)
	}
	for _, token := range []string{old, token} {
		h.sql(`select auth.jwt_session_init($1)`, token)
	}
	if got := value[string](h, `select c ->> 'tenant' from neon_auth."user" u, lateral (select neon_auth_internal.token_claims(u)::jsonb) x (c)`); got != "acme" {
		t.Errorf("claims of auth.login: tenant %q", got)
	}
	h.sql(`update neon_auth."user" set banned = true`)
	if _, err := h.db.Owner.Exec(t.Context(), `select auth.jwt_session_init($1)`, token); err == nil {
		t.Error("the token of a banned user is accepted")
	}
	h.sql(`update neon_auth."user" set banned = false`)
	anonymous, _ := read("/token/anonymous")
	if anonymous["role"] != "anonymous" || anonymous["tenant"] != nil || anonymous["iss"] != "https://issuer.example.com" {
		t.Errorf("without a user: %v", anonymous)
	}
	h.sql(`select neon_auth.set('jwt.audience', 'https://other.example.com')`)
	h.sql(`truncate neon_auth.verified_token`) // it remembers the token
	if _, err := h.db.Owner.Exec(t.Context(), `select auth.jwt_session_init($1)`, token); err == nil {
		t.Error("a token for another audience is accepted")
	}
}

// TestChangeOfAnAddressAtOnce: only an address that is not verified changes at once, and nobody learns who has an address (A21).
func TestChangeOfAnAddressAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('user.changeEmail.enabled', 'true'), neon_auth.set('user.changeEmail.updateEmailWithoutVerification', 'true')`)
	c := h.client().enter("ada@example.com")
	h.client().enter("bob@example.com")
	change := func(email string) answer {
		return c.post("/change-email", map[string]any{"newEmail": email}).wants(t, 200, `"status"`)
	}
	free, taken := change("New@Example.com"), change("bob@example.com")
	if free.body != taken.body || len(free.signInCookies()) != len(taken.signInCookies()) {
		t.Errorf("free %s %q, taken %s %q", free.body, free.signInCookies(), taken.body, taken.signInCookies())
	}
	c.get("/get-session").wants(t, 200, "new@example.com", `"emailVerified":false`)
	if n := value[int](h, `select count(*) from neon_auth.outbox where kind = 'email-changed' and recipient = 'ada@example.com'`); n != 1 {
		t.Errorf("the old address got %d mails", n)
	}
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	change("third@example.com")
	c.get("/get-session").wants(t, 200, "new@example.com")
	kinds := func() string {
		return value[string](h, `select string_agg(kind || ' ' || recipient, ', ' order by "createdAt") from neon_auth.outbox where kind in ('change-email-link', 'email-verification-link')`)
	}
	if got := kinds(); got != "change-email-link new@example.com" {
		t.Errorf("a verified address is asked by %s", got)
	}
	h.sql(`delete from neon_auth.outbox; select neon_auth.set('user.changeEmail.sendConfirmation', 'false')`)
	change("third@example.com")
	if got := kinds(); got != "email-verification-link third@example.com" {
		t.Errorf("without a confirmation, mails: %s", got)
	}
	c.get("/get-session").wants(t, 200, "new@example.com")
}

// TestSessionDataEndsWithTheSession (C20): the cached session is not valid longer than the session.
func TestSessionDataEndsWithTheSession(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('session.cookieCache.enabled', 'true'), neon_auth.set('session.cookieCache.maxAge', '86400'), neon_auth.set('session.expiresIn', '120')`)
	c := h.client().enter("ada@example.com")
	c.get("/get-session").wants(t, 200, "ada@")
	content, err := base64.RawURLEncoding.DecodeString(c.cookies[dataCookie])
	if err != nil || len(content) < 40 {
		t.Fatalf("%d bytes: %v", len(content), err)
	}
	end := int64(binary.BigEndian.Uint64(content[32:])) / 1e6 // microseconds
	if left := value[int64](h, `select $1::bigint - extract(epoch from "expiresAt")::bigint from neon_auth.session`, end); left > 1 {
		t.Errorf("the cookie is valid %d seconds longer than the session", left)
	}
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '10 days'`)
	got := c.get("/get-session?disableCookieCache=true").wants(t, 200)
	if set := strings.Join(got.header.Values("Set-Cookie"), "\n"); !strings.Contains(set, "Max-Age=86400") {
		t.Errorf("a long session is cached for maxAge: %q", set)
	}
}
