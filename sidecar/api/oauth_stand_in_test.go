package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/api"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/oauth/oauthtest"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
)

// withProviders serves with providers on this machine, who have so long to answer.
func withProviders(limit time.Duration) func(*api.Config) {
	return func(c *api.Config) { c.Providers = oauth.New(webhook.NewClient(true), true, limit) }
}

// providers puts providers into the settings, as the database's owner does.
func (h *harness) providers(entries ...map[string]any) {
	h.Helper()
	text, err := json.Marshal(entries)
	if err != nil {
		h.Fatal(err)
	}
	h.sql(`update neon_auth.project_config set social_providers = $1
		from (select set_config('neon_auth.webhook_allow_private', 'on', true)) as allowed where allowed.set_config = 'on'`, string(text))
}

// kit is the stand-in as an entry of the settings: by its issuer alone.
func kit(p *oauthtest.Provider, more ...any) map[string]any {
	entry := map[string]any{"id": "kit", "issuer": p.URL, "clientId": "client", "clientSecret": "secret"}
	for i := 0; i < len(more); i += 2 {
		entry[more[i].(string)] = more[i+1]
	}
	return entry
}

// startOAuth serves with the stand-in as the provider kit.
func startOAuth(t *testing.T, more ...any) (*harness, *oauthtest.Provider) {
	t.Helper()
	h, p := start(t, withProviders(time.Minute)), oauthtest.New(t)
	h.providers(kit(p, more...))
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}', trusted_origins = '["https://app.test"]'`)
	return h, p
}

// goTo starts a sign-in and returns where the browser is redirected.
func (c *client) goTo(start map[string]any, path ...string) string {
	c.h.Helper()
	if start["callbackURL"] == nil {
		start["callbackURL"] = "https://app.test/in?a=1#part"
	}
	begun := c.post(append(path, "/sign-in/social")[0], start).wants(c.h, 200)
	to, _ := begun.field("url").(string)
	return c.follow(to)
}

// follow opens an address on this server and returns where it redirects.
func (c *client) follow(address string) string {
	c.h.Helper()
	_, path, _ := strings.Cut(address, "/"+c.h.db.Name+"/auth")
	return c.get(path).wants(c.h, 302).header.Get("Location")
}

// arrive returns from the provider, and returns where the callback redirects.
func (c *client) arrive(id, code, state string) string {
	c.h.Helper()
	path := "/oauth2/callback/"
	if id != "kit" && id != "other" {
		path = "/callback/"
	}
	return c.get(fmt.Sprintf("%s%s?code=%s&state=%s", path, id, url.QueryEscape(code), state)).wants(c.h, 302).header.Get("Location")
}

// enterBy signs in with the stand-in, and returns where the browser is redirected in the end.
func (c *client) enterBy(p *oauthtest.Provider, claims map[string]any, more ...map[string]any) string {
	c.h.Helper()
	start := map[string]any{"provider": "kit"}
	for _, m := range more {
		for name, value := range m {
			start[name] = value
		}
	}
	code, state := p.Approve(c.goTo(start), claims)
	return c.arrive("kit", code, state)
}

// person returns the stand-in's data about a user.
func person(name string, more ...any) map[string]any {
	claims := map[string]any{"sub": "s-" + name, "email": name + "@example.com", "email_verified": true, "name": name}
	for i := 0; i < len(more); i += 2 {
		claims[more[i].(string)] = more[i+1]
	}
	return claims
}

// errorIn is the error that an address carries.
func errorIn(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("error")
}

// open reads what is sealed for a mail.
func (h *harness) open(sealed string) string {
	h.Helper()
	text, err := h.branch.Open(h.Context(), secret.Mail, sealed)
	if err != nil {
		h.Fatal(err)
	}
	return text
}
