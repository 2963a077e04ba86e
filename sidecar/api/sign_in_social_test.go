package api_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestSignInWithAnIssuerAlone(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada := h.client()
	to := ada.enterBy(p, person("ada"), map[string]any{"newUserCallbackURL": "https://app.test/new?x=1#h"})
	if !strings.HasPrefix(to, "https://app.test/new?x=1&neon_auth_session_verifier=") || !strings.HasSuffix(to, "#h") {
		t.Errorf("a new user goes to %s", to)
	}
	if !ada.signedIn() {
		t.Error("the session cookie of the auth host is missing")
	}
	again := h.client()
	to = again.enterBy(p, person("ada"), map[string]any{"newUserCallbackURL": "https://app.test/new"})
	if !strings.HasPrefix(to, "https://app.test/in?a=1&neon_auth_session_verifier=") || !strings.HasSuffix(to, "#part") {
		t.Errorf("query and fragment are lost: %s", to)
	}
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users", n)
	}
	if stored := value[string](h, `select concat_ws(' ', "accessToken", "refreshToken", "idToken") from neon_auth.account`); strings.Count(stored, "v1.") != 3 ||
		strings.Contains(stored, "access-") || strings.Contains(stored, "eyJ") {
		t.Errorf("K05: tokens are stored as %s", stored)
	}
	dump := value[string](h, `select coalesce(string_agg(v.identifier || v.value, ' '), '') from neon_auth.verification v`)
	verifier := to[strings.Index(to, "verifier=")+9 : strings.Index(to, "#")]
	for name, secret := range map[string]string{"verifier": verifier, "session": again.token(), "challenge": again.cookies["__Secure-neon-auth.session_challange"]} {
		if secret == "" || strings.Contains(dump, secret) {
			t.Errorf("the %s stands in the table verification, or is empty", name)
		}
	}
}

// TestTheSessionVerifier: the app's own host has other cookies than the auth host. It gets the session for the verifier
// and the challenge cookie of the start, once, and not for either alone.
func TestTheSessionVerifier(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	app, browser, thief := h.client(), h.client(), h.client()
	begun := app.post("/sign-in/social", map[string]any{"provider": "kit", "callbackURL": "https://app.test/in", "disableRedirect": true}).wants(t, 200, `"redirect":false`)
	init, _ := begun.field("url").(string)
	if a, b := app.cookies["__Secure-neon-auth.session_challange"], app.cookies["__Secure-neon-auth.session_challenge"]; a == "" || a != b {
		t.Errorf("challenge cookies %q and %q", a, b)
	}
	code, state := p.Approve(browser.follow(init), person("ada"))
	u, err := url.Parse(browser.arrive("kit", code, state))
	if err != nil {
		t.Fatal(err)
	}
	exchange := "/get-session?theme=dark&neon_auth_session_verifier=" + u.Query().Get("neon_auth_session_verifier")
	thief.get(exchange).wants(t, 400, `"code":""`, `"SESSION_CHALLANGE_COOKIE_NOT_FOUND"`)
	thief.cookies["__Secure-neon-auth.session_challenge"] = "guessed"
	thief.get(exchange).wants(t, 400, "VERIFICATION_NOT_FOUND")
	app.get("/get-session?neon_auth_session_verifier=made-up").wants(t, 400, "VERIFICATION_NOT_FOUND")
	delete(app.cookies, "__Secure-neon-auth.session_challange")
	got := app.copy().get(exchange).wants(t, 200, "ada@example.com")
	if got.header.Get("set-auth-jwt") == "" || len(got.header.Values("Set-Cookie")) < 3 {
		t.Errorf("the answer's header is %v", got.header)
	}
	app.get(exchange).wants(t, 400, "VERIFICATION_NOT_FOUND")
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions for one sign-in", n)
	}
}

func TestAVerifierEndsWithItsSession(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	for name, end := range map[string]string{
		"banned": `update neon_auth."user" set banned = true where email like $1`,
		"ended":  `delete from neon_auth.session where "userId" in (select id from neon_auth."user" where email like $1)`,
		"old":    `update neon_auth.verification set "expiresAt" = now() where $1 <> ''`,
	} {
		c := h.client()
		to := c.enterBy(p, person(name))
		h.sql(end, name+"@%")
		verifier := to[strings.Index(to, "verifier=")+9 : strings.Index(to, "#")]
		c.get("/get-session?neon_auth_session_verifier="+verifier).wants(t, 400, "VERIFICATION_NOT_FOUND")
	}
}

// The page of an iframe has its callback in the query of another one: that stays, and the verifier comes after it.
func TestThePopupsCallbackKeepsItsQuery(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	callback := "https://app.test/auth/callback?neon_popup=1&neon_popup_callback=https%3A%2F%2Fapp.test%2Fin%3Fa%3D1"
	to := h.client().enterBy(p, person("ada"), map[string]any{"callbackURL": callback, "disableRedirect": true})
	if !strings.HasPrefix(to, callback+"&neon_auth_session_verifier=") {
		t.Errorf("the popup ends at %s", to)
	}
}

func TestLinkAndUnlink(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada := h.client().signUp("ada@example.com")
	link := func(c *client, claims map[string]any) string {
		code, state := p.Approve(c.goTo(map[string]any{"provider": "kit", "callbackURL": "https://app.test/me", "errorCallbackURL": "https://app.test/err"}, "/link-social"), claims)
		return c.arrive("kit", code, state)
	}
	if to := link(ada, person("ada")); to != "https://app.test/me" {
		t.Errorf("linking ends at %s", to)
	}
	ada.get("/list-accounts").wants(t, 200, `"kit"`, `"credential"`)
	if to := link(ada, person("eve")); to != "https://app.test/err?error=email_doesn%27t_match" {
		t.Errorf("another address ends at %s", to)
	}
	ada.post("/unlink-account", map[string]any{"providerId": "credential"}).wants(t, 200)
	ada.post("/unlink-account", map[string]any{"providerId": "kit"}).wants(t, 400, "LAST_ACCOUNT")
	h.client().post("/link-social", map[string]any{"provider": "kit"}).wants(t, 401)
}

// Parts of the Neon SDK's magic link: the link is opened in a different browser than the one that requested it.
func TestAMagicLinkOpenedElsewhereEndsInAVerifier(t *testing.T) {
	t.Parallel()
	h, _ := startOAuth(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	app, phone := h.client(), h.client()
	app.post("/sign-in/magic-link", map[string]any{"email": "ada@example.com", "callbackURL": "https://app.test/in"}).wants(t, 200)
	if app.cookies["__Secure-neon-auth.session_challange"] == "" {
		t.Fatal("no challenge")
	}
	link := value[string](h, `select sealed from neon_auth.outbox`)
	link = h.open(link)
	_, path, _ := strings.Cut(link, "/auth/")
	to := phone.send("POST", "/"+path, nil).wants(t, 302).header.Get("Location")
	_, verifier, found := strings.Cut(to, "?neon_auth_session_verifier=")
	if !found {
		t.Fatalf("the link ends at %s", to)
	}
	phone.copy().get("/get-session?neon_auth_session_verifier="+verifier).wants(t, 400)
	app.get("/get-session?neon_auth_session_verifier="+verifier).wants(t, 200, "ada@example.com")
}
