package api_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestForgetfulSession(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	c := h.client()
	got := c.post("/sign-in/email", map[string]any{"email": "ada@example.com", "password": goodWord, "rememberMe": false}).wants(t, 200)
	set := got.signInCookies()
	if len(set) != 2 || strings.Contains(strings.Join(set, ""), "Max-Age") || !strings.Contains(set[1], "dont_remember") {
		t.Errorf("cookies that outlive the browser: %q", set)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "expiresAt" < now() + interval '25 hours'`); n != 1 {
		t.Errorf("%d short sessions", n)
	}
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '1 hour' where "expiresAt" < now() + interval '25 hours'`)
	if got := c.get("/get-session").wants(t, 200, "ada@"); len(got.header.Values("Set-Cookie")) != 0 {
		t.Errorf("a session of this browser is prolonged: %q", got.header.Values("Set-Cookie"))
	}
	renamed := c.post("/update-user", map[string]any{"name": "Bea"}).wants(t, 200)
	changed := c.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": "another word", "revokeOtherSessions": true}).wants(t, 200)
	for _, got := range []answer{renamed, changed} {
		if set := got.header.Values("Set-Cookie"); len(set) == 0 || strings.Contains(strings.Join(set, ""), "Max-Age") {
			t.Errorf("cookies that outlive the browser: %q", set)
		}
	}
}

func TestProlonging(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	expires := func() string {
		return value[string](h, `select round(extract(epoch from "expiresAt" - now()) / 3600)::text from neon_auth.session`)
	}
	if got := c.get("/get-session"); len(got.header.Values("Set-Cookie")) != 0 || expires() != "168" {
		t.Errorf("a fresh session is prolonged: %q, %s hours", got.header.Values("Set-Cookie"), expires())
	}
	const age = `update neon_auth.session set "expiresAt" = now() + interval '5 days'`
	h.sql(age)
	if got := c.get("/get-session?disableRefresh=true"); len(got.header.Values("Set-Cookie")) != 0 || expires() != "120" {
		t.Errorf("disableRefresh prolongs: %q, %s hours", got.header.Values("Set-Cookie"), expires())
	}
	got := c.get("/get-session").wants(t, 200)
	if set := got.header.Values("Set-Cookie"); len(set) != 1 || !strings.HasPrefix(set[0], cookieName+"=") || !strings.Contains(set[0], "Max-Age=604800") || expires() != "168" {
		t.Errorf("a session of two days is not prolonged: %q, %s hours", set, expires())
	}
	at, _ := got.field("session", "expiresAt").(string)
	if want := value[string](h, `select to_char("expiresAt" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') from neon_auth.session`); !strings.HasPrefix(at, want) {
		t.Errorf("the answer says %s, the row %s", at, want)
	}
	for _, path := range []string{"/list-sessions", "/token"} {
		h.sql(age)
		if c.get(path).wants(t, 200); expires() != "168" {
			t.Errorf("%s prolongs to %s hours", path, expires())
		}
	}
	c.get("/get-session").wants(t, 200, "ada@")
}

// SDKs forward the cookie as they got it, decoded, or beside another of the same name.
func TestCookieSpellings(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	encoded := c.cookies[cookieName]
	decoded, err := url.PathUnescape(encoded)
	if err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]string{
		"encoded":               cookieName + "=" + encoded,
		"decoded":               cookieName + "=" + decoded,
		"quoted":                cookieName + `="` + encoded + `"`,
		"after an old one":      cookieName + "=old.AAAA; " + cookieName + "=" + encoded,
		"before an empty one":   cookieName + "=" + decoded + "; " + cookieName + "=",
		"among the app's":       "a=b; theme=dark%; " + cookieName + "=" + encoded + "; _ga=x.y",
		"encoded in lower case": cookieName + "=" + strings.ReplaceAll(strings.ReplaceAll(encoded, "%2B", "%2b"), "%2F", "%2f"),
	} {
		h.client().get("/get-session", "Cookie", header).wants(t, 200)
		if got := h.client().get("/get-session", "Cookie", header); got.body == "null" {
			t.Errorf("%s: there is no session", name)
		}
	}
	if got := h.client().get("/get-session", "Cookie", "neon-auth.session_token="+encoded); got.body != "null" {
		t.Error("the cookie counts without its prefix")
	}
}

// Others' sessions are listed by the hash that is stored; it ends them, and is nothing else.
func TestListedHashes(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	others := []*client{h.client(), h.client()}
	for _, other := range others {
		other.signIn("ada@example.com").wants(t, 200)
	}
	list := c.get("/list-sessions").wants(t, 200, `"token" : "`+c.token()+`"`)
	for _, other := range others {
		if strings.Contains(list.body, other.token()) || !strings.Contains(list.body, tokenHash(other.token())) {
			t.Errorf("another session's token is not its hash: %s", list.body)
		}
	}
	if strings.Contains(list.body, tokenHash(c.token())) {
		t.Error("the caller's own token is its hash")
	}

	stolen := tokenHash(others[0].token())
	_, signature, _ := strings.Cut(others[0].cookies[cookieName], ".")
	for _, cookie := range []string{stolen, stolen + "." + signature, stolen + "."} {
		thief := h.client()
		thief.cookies[cookieName] = cookie
		if thief.post("/sign-out", "{}").wants(t, 200); thief.get("/get-session").body != "null" {
			t.Fatal("a hash can be used to sign in")
		}
	}
	h.client().post("/sign-out", map[string]any{"token": stolen}).wants(t, 200)
	if !others[0].signedIn() {
		t.Error("a stranger ended a session by its hash")
	}

	c.post("/revoke-session", map[string]any{"token": stolen}).wants(t, 200)
	c.post("/revoke-session", map[string]any{"token": others[1].token()}).wants(t, 200)
	for i, other := range others {
		if other.signedIn() {
			t.Errorf("session %d is not revoked", i)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 1 || !c.signedIn() {
		t.Errorf("%d sessions are left", n)
	}
}

// A password reset by SQL while scrypt runs: the two steps of the API, and the reset between them.
func TestResetMeetsSignIn(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	settings, err := h.branch.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	queries := h.branch.Request(settings, "", "", "")
	found, err := queries.FindCredential(t.Context(), "ada@example.com")
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	fresh := hash(h, "another word")
	h.sql(`select neon_auth.set_password(id, $1) from neon_auth."user"`, fresh)
	if _, err := queries.SignInEmail(t.Context(), signIn(found[0])); err == nil || !strings.Contains(err.Error(), "NA401") {
		t.Errorf("the old password opens a session: %v", err)
	}
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 0 || c.signedIn() {
		t.Errorf("%d sessions", n)
	}

	c.signIn("ada@example.com", "another word").wants(t, 200)
	stored, err := queries.PreparePasswordChange(t.Context(), tokenHash(c.token()), 12)
	if err != nil {
		t.Fatal(err)
	}
	h.sql(`update neon_auth.account set password = $1`, hash(h, "a third word"))
	if _, err := queries.ChangePassword(t.Context(), change(c.token(), stored, fresh)); err == nil || !strings.Contains(err.Error(), "NA401") {
		t.Errorf("what was verified is not what is stored, and is replaced: %v", err)
	}
	c.signIn("ada@example.com", "a third word").wants(t, 200)
}

// A back end passes the session cookie to Postgres as it got it.
func TestPostgresTakesTheCookie(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().signUp("ada@example.com")
	for _, value := range []string{c.cookies[cookieName], c.token()} {
		var email string
		err := h.db.Owner.QueryRow(t.Context(), `select u.email from auth.login($1) l (id) join neon_auth."user" u on u.id = l.id`, value).Scan(&email)
		if err != nil || email != "ada@example.com" {
			t.Errorf("auth.login(%s): %q, %v", value, email, err)
		}
	}
	if !strings.Contains(c.cookies[cookieName], c.token()+".") {
		t.Error("the test's cookie has no signature")
	}
}
