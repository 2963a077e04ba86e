package console_test

import (
	"html"
	"log/slog"
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

// TestImpersonation: the app gets a session as the user by the address, once, and every page says so until it is stopped.
func TestImpersonation(t *testing.T) {
	t.Parallel()
	var served console.Config
	h := start(t, func(c *console.Config) { served = *c })
	handler, err := api.New(api.Config{
		Database: served.Database, Default: h.db.Name, PublicURL: "https://auth.test", Hasher: password.New(2, 200), Log: slog.New(slog.NewJSONHandler(h.log, nil)),
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	if err != nil {
		t.Fatal(err)
	}
	public := httptest.NewServer(handler)
	t.Cleanup(public.Close)
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
	app := url.Values{"app": {"https://app.example.com/start?a=b"}}
	if got := b.submit(h.at("/users/"+adaID+"/impersonate"), app); got.status != 403 {
		t.Errorf("an administrator: %d", got.status)
	}
	if n := value[int](h, `select count(*) from neon_auth.session where "impersonatedBy" is not null`); n != 0 {
		t.Fatalf("%d sessions were opened", n)
	}

	got := b.submit(path+"/impersonate", app)
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
	ofApp := *h
	ofApp.server = public
	client := ofApp.browser()
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

	late := appAddress.FindStringSubmatch(html.UnescapeString(b.submit(path+"/impersonate", app).text))
	h.sql(`update neon_auth.verification set "expiresAt" = now()`)
	if got := client.get("/" + h.db.Name + "/auth/get-session?neon_auth_session_verifier=" + late[2]); got.status != 400 {
		t.Errorf("after 2 minutes: %d", got.status)
	}
}
