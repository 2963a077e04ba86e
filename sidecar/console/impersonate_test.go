package console_test

import (
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/console"
	"neonauth/sidecar/password"
)

var appAddress = regexp.MustCompile(`href="(https://app\.example\.com/[^"]*neon_auth_session_verifier=([^"&]+)[^"]*)"`)

// startWithApp starts a console, and the REST API that apps call beside it.
func startWithApp(t *testing.T) (h, app *harness) {
	t.Helper()
	var served console.Config
	h = start(t, func(c *console.Config) { served = *c })
	handler, err := api.New(api.Config{
		Database: served.Database, Default: h.db.Name, PublicURL: "https://auth.test", Hasher: password.New(2, 200), Log: slog.New(slog.NewJSONHandler(h.log, nil)),
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	if err != nil {
		t.Fatal(err)
	}
	public := httptest.NewServer(handler)
	t.Cleanup(public.Close)
	ofApp := *h
	ofApp.server = public
	return h, &ofApp
}

// TestImpersonation: the app gets a session as the user by the address, once, and every page says so until it is stopped.
func TestImpersonation(t *testing.T) {
	t.Parallel()
	h, app := startWithApp(t)
	b := h.signedIn(h.key("ops"))
	path := h.at("/users/" + bobID)

	for name, form := range map[string]url.Values{
		"another site":   {"app": {"https://evil.example/"}},
		"a look-alike":   {"app": {"https://app.example.com.evil.example/"}},
		"a user in it":   {"app": {"https://app.example.com@evil.example/"}},
		"no web address": {"app": {"javascript:alert(1)"}},
		"nothing":        {},
	} {
		if got := b.submit(path+"/impersonate", form); got.status != 422 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	page := url.Values{"app": {"https://app.example.com/start?a=b"}}
	if got := b.submit(h.at("/users/"+adaID+"/impersonate"), page); got.status != 403 {
		t.Errorf("an administrator: %d", got.status)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "impersonatedBy" is not null`); n != 0 {
		t.Fatalf("%d sessions were opened", n)
	}

	got := b.submit(path+"/impersonate", page)
	found := appAddress.FindStringSubmatch(html.UnescapeString(got.text))
	if got.status != 200 || found == nil || !strings.Contains(found[1], "a=b") {
		t.Fatalf("%d %s", got.status, got.text)
	}
	if by := value[string](h, `select k.name from neon_auth.session s join neon_auth_management.key k on k.id::text = s."impersonatedBy" where s."userId" = $1`, bobID); by != "ops" {
		t.Errorf("the session is opened by %s", by)
	}
	if n := value[int](h, `select count(*) from neon_auth.verification v where v::text like '%' || $1 || '%'`, found[2]); n != 0 {
		t.Error("the verifier is stored in clear")
	}
	client := app.browser()
	exchange := "/" + h.db.Name + "/auth/get-session?neon_auth_session_verifier=" + found[2]
	if got := client.get(exchange + "x"); got.status != 400 {
		t.Errorf("another verifier: %d %s", got.status, got.text)
	}
	if got := client.get(exchange); got.status != 200 || !strings.Contains(got.text, "bob@example.com") || !strings.Contains(got.header.Get("Set-Cookie"), "session_token") {
		t.Errorf("the app gets %d %s", got.status, got.text)
	}
	if got := client.get(exchange); got.status != 400 {
		t.Errorf("the app gets it again: %d %s", got.status, got.text)
	}

	for _, page := range []string{h.at("/"), h.at("/organizations/"), path} {
		if got := b.get(page); !strings.Contains(got.text, "You act as") {
			t.Errorf("%s has no banner", page)
		}
	}
	if other := h.signedIn(h.key("other")).get(h.at("/")); strings.Contains(other.text, "You act as") {
		t.Error("another key's pages have the banner")
	}
	if got := b.submit(path+"/impersonate/stop", url.Values{"session": {value[string](h, `select id::text from neon_auth.session where "impersonatedBy" is not null`)}}); got.status != 303 {
		t.Errorf("stop: %d", got.status)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "impersonatedBy" is not null`); n != 0 {
		t.Error("the session goes on")
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "userId" = $1`, bobID); n != 1 {
		t.Error("the user's own session ended")
	}
	if got := b.get(path); strings.Contains(got.text, "You act as") {
		t.Error("the banner stays")
	}

	late := appAddress.FindStringSubmatch(html.UnescapeString(b.submit(path+"/impersonate", page).text))
	h.sql(`update neon_auth.verification set "expiresAt" = now()`)
	if got := client.get("/" + h.db.Name + "/auth/get-session?neon_auth_session_verifier=" + late[2]); got.status != 400 {
		t.Errorf("after 2 minutes: %d", got.status)
	}
}

// act impersonates bob with a session of the console, and returns the app's browser.
func act(console *browser, app *harness) *browser {
	console.Helper()
	got := console.submit(console.at("/users/"+bobID+"/impersonate"), url.Values{"app": {"https://app.example.com/"}})
	found := appAddress.FindStringSubmatch(html.UnescapeString(got.text))
	if got.status != 200 || found == nil {
		console.Fatalf("%d %s", got.status, got.text)
	}
	client := app.browser()
	if got := client.get("/" + app.db.Name + "/auth/get-session?neon_auth_session_verifier=" + found[2]); got.status != 200 || !strings.Contains(got.text, "bob@example.com") {
		console.Fatalf("the app gets %d %s", got.status, got.text)
	}
	return client
}

// TestImpersonationIsStoppedInTheApp: the app's own button ends a session that the console has opened. There is no
// administrator's session to return to.
func TestImpersonationIsStoppedInTheApp(t *testing.T) {
	t.Parallel()
	h, app := startWithApp(t)
	b := h.signedIn(h.key("ops"))
	client := act(b, app)
	stop := func(client *browser) reply {
		return client.send("POST", "/"+h.db.Name+"/auth/admin/stop-impersonating", strings.NewReader("{}"), func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Origin", "https://app.example.com")
		})
	}
	got := stop(client)
	if got.status != 200 || got.text != `{"session" : null, "user" : null}` {
		t.Errorf("%d %s", got.status, got.text)
	}
	for _, cookie := range client.client.Jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(app.server.URL, "http://"), Path: "/"}) {
		t.Errorf("the cookie %s stays", cookie.Name)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "impersonatedBy" is not null`); n != 0 {
		t.Error("the session goes on")
	}
	if got := b.get(h.at("/")); strings.Contains(got.text, "You act as") {
		t.Error("the console's banner stays")
	}
	if got := stop(client); got.status != 401 {
		t.Errorf("again: %d %s", got.status, got.text)
	}
}

// TestImpersonationEndsWithItsKey: a session that a key has opened does not outlive the key.
func TestImpersonationEndsWithItsKey(t *testing.T) {
	t.Parallel()
	h, app := startWithApp(t)
	soon := value[string](h, `select to_json(now() + interval '10 minutes')::text`)
	short := h.signedIn(h.key("short", `"expires_at": `+soon))
	act(short, app)
	if !value[bool](h, `select "expiresAt" <= now() + interval '10 minutes' from neon_auth.session where "impersonatedBy" is not null`) {
		t.Error("the session outlives a key that expires")
	}
	for name, revoke := range map[string]string{
		"revoked by its name":               `select neon_auth_management.revoke_key($1)`,
		"revoked in the home database only": `select neon_auth_management.put_key(to_jsonb(k) || jsonb_build_object('revoked_at', now())) from neon_auth_management.key k where k.name = $1`,
		"revoked by an update":              `update neon_auth_management.key set revoked_at = now() where name = $1`,
		"deleted by sql":                    `delete from neon_auth_management.key where name = $1`,
	} {
		key := strings.Fields(name)[len(strings.Fields(name))-1]
		client := act(h.signedIn(h.key(key)), app)
		kept := act(h.signedIn(h.key("kept"+key)), app)
		h.sql(revoke, key)
		if got := client.get("/" + h.db.Name + "/auth/get-session"); got.text != "null" {
			t.Errorf("%s: the app still gets %s", name, got.text)
		}
		if got := kept.get("/" + h.db.Name + "/auth/get-session"); !strings.Contains(got.text, "bob@example.com") {
			t.Errorf("%s: the session of another key has ended", name)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "userId" = $1 and "impersonatedBy" is null`, bobID); n != 1 {
		t.Error("the user's own session has ended")
	}
	h.sql(`truncate neon_auth_management.key cascade`)
	if n := value[int](h, `select count(*) from neon_auth.session where "impersonatedBy" is not null`); n != 0 {
		t.Errorf("%d sessions of keys outlive the table", n)
	}
}
