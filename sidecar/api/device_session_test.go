package api_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const deviceCookieName = cookieName + "_multi-"

func startDeviceSessions(t *testing.T) *harness {
	t.Helper()
	h := start(t)
	h.sql(`select neon_auth.set('plugin_configs.multiSession.enabled', 'true'), neon_auth.set('rateLimit.enabled', 'false')`)
	return h
}

// haveUsers creates users with a password.
func (h *harness) haveUsers(names ...string) {
	h.Helper()
	for _, name := range names {
		h.sql(`select neon_auth.create_user($1, 'Ada', $2)`, name+"@example.com", goodHash)
	}
}

// devices are the addresses of the users whose sessions the browser keeps, as text.
func (c *client) devices() string {
	c.h.Helper()
	var names []string
	for _, part := range strings.Split(c.get("/multi-session/list-device-sessions").wants(c.h, 200).body, `"email" : "`)[1:] {
		name, _, _ := strings.Cut(part, "@")
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func (c *client) kept() int {
	count := 0
	for name := range c.cookies {
		if strings.HasPrefix(name, deviceCookieName) {
			count++
		}
	}
	return count
}

func TestDeviceSessions(t *testing.T) {
	t.Parallel()
	h := startDeviceSessions(t)
	h.haveUsers("ada", "bob")
	c := h.client()
	c.signIn("ada@example.com").wants(t, 200)
	ada := c.token()
	c.signIn("bob@example.com").wants(t, 200)
	bob := c.token()
	if got := c.devices(); got != "ada bob" && got != "bob ada" {
		t.Errorf("the browser has %q", got)
	}
	c.post("/multi-session/set-active", map[string]any{"sessionToken": ada}).wants(t, 200, "ada@example.com")
	if c.token() != ada {
		t.Error("the other session did not become active")
	}
	c.get("/get-session").wants(t, 200, "ada@example.com")
	// Again as the same user: the older session ends.
	c.signIn("ada@example.com").wants(t, 200)
	if c.kept() != 2 || value[int](h, `select count(*) from neon_auth.session`) != 2 {
		t.Errorf("%d cookies", c.kept())
	}
	c.post("/multi-session/set-active", map[string]any{"sessionToken": ada}).wants(t, 401, "INVALID_SESSION_TOKEN")
	// The active one ends: another takes over.
	c.post("/multi-session/revoke", map[string]any{"sessionToken": c.token()}).wants(t, 200)
	if c.token() != bob || c.kept() != 1 {
		t.Errorf("%d cookies after a revocation", c.kept())
	}
	c.post("/multi-session/revoke", map[string]any{"sessionToken": bob}).wants(t, 200)
	if len(c.withoutChallenge()) != 0 {
		t.Errorf("cookies after the last revocation: %v", c.cookies)
	}
	c.post("/multi-session/revoke", map[string]any{"sessionToken": bob}).wants(t, 401)

	c.signIn("ada@example.com")
	c.signIn("bob@example.com")
	c.post("/sign-out", map[string]any{}).wants(t, 200)
	if left := value[int](h, `select count(*) from neon_auth.session`); left != 0 || len(c.withoutChallenge()) != 0 {
		t.Errorf("%d sessions and %v after signing out", left, c.cookies)
	}
	h.sql(`select neon_auth.set('plugin_configs.multiSession.enabled', 'false')`)
	c.get("/multi-session/list-device-sessions").wants(t, 404)
}

// C14: a session becomes active, or ends, only by its own cookie: not by another's value under its name, as in Better Auth,
// nor by an unsigned one.
func TestC14DeviceSessionsNeedTheirOwnCookie(t *testing.T) {
	t.Parallel()
	h := startDeviceSessions(t)
	h.haveUsers("ada", "eve")
	ada, eve := h.client(), h.client()
	ada.signIn("ada@example.com").wants(t, 200)
	eve.signIn("eve@example.com").wants(t, 200)
	victim, own := ada.token(), eve.cookies[cookieName]
	name := deviceCookieName + strings.ToLower(victim)
	hash := tokenHash(victim)
	for what, cookie := range map[string][2]string{
		"another's value": {name, own},
		"unsigned":        {name, victim},
		"forged":          {name, url.QueryEscape(victim + "." + strings.Repeat("A", 43) + "=")},
		"empty":           {name, ""},
		"the hash":        {deviceCookieName + hash, url.QueryEscape(hash + "." + strings.Repeat("A", 43) + "=")},
		"another name":    {deviceCookieName + "x", own},
	} {
		c := eve.copy()
		c.cookies[cookie[0]] = cookie[1]
		for _, path := range []string{"set-active", "revoke"} {
			for _, token := range []string{victim, strings.ToUpper(victim), hash} {
				c.post("/multi-session/"+path, map[string]any{"sessionToken": token}).wants(t, 401, "INVALID_SESSION_TOKEN")
			}
		}
		if got := c.devices(); got != "eve" {
			t.Errorf("%s: the browser has %q", what, got)
		}
		c.signIn("eve@example.com") // ends only her own
		c.post("/sign-out", map[string]any{}).wants(t, 200)
		eve.signIn("eve@example.com").wants(t, 200)
	}
	if !ada.signedIn() {
		t.Error("the victim's session has ended")
	}
}

// TestDeviceSessionsAreLimited: a browser keeps no more sessions than the settings say, and no flood of cookies counts.
func TestDeviceSessionsAreLimited(t *testing.T) {
	t.Parallel()
	h := startDeviceSessions(t)
	h.sql(`select neon_auth.set('plugin_configs.multiSession.config.maximumSessions', '2')`)
	h.haveUsers("ada", "bob", "cat", "dan")
	c := h.client()
	for _, name := range []string{"ada", "bob", "cat"} {
		c.signIn(name+"@example.com").wants(t, 200)
	}
	if c.get("/get-session").wants(t, 200, "cat@example.com"); c.kept() != 2 {
		t.Errorf("%d sessions are kept", c.kept())
	}
	// A dead session makes room.
	h.sql(`delete from neon_auth.session s using neon_auth."user" u where u.id = s."userId" and u.email = 'ada@example.com'`)
	c.signIn("dan@example.com").wants(t, 200)
	if got := c.devices(); c.kept() != 2 || got != "bob dan" && got != "dan bob" {
		t.Errorf("%d cookies: %q", c.kept(), got)
	}
	for i := range 200 {
		c.cookies[fmt.Sprint(deviceCookieName, i)] = "x"
	}
	c.get("/multi-session/list-device-sessions").wants(t, 200)
}

// TestDeviceSessionsOfABannedUser: they are not listed, and do not become active.
func TestDeviceSessionsOfABannedUser(t *testing.T) {
	t.Parallel()
	h := startDeviceSessions(t)
	h.haveUsers("ada", "bob")
	c := h.client()
	c.signIn("ada@example.com").wants(t, 200)
	ada := c.token()
	c.signIn("bob@example.com").wants(t, 200)
	h.sql(`alter table neon_auth."user" disable trigger user; update neon_auth."user" set banned = true where email = 'ada@example.com'`)
	if got := c.devices(); got != "bob" {
		t.Errorf("the browser has %q", got)
	}
	c.post("/multi-session/set-active", map[string]any{"sessionToken": ada}).wants(t, 401, "INVALID_SESSION_TOKEN")
	c.post("/multi-session/revoke", map[string]any{"sessionToken": c.token()}).wants(t, 200)
	if c.cookies[cookieName] != "" {
		t.Error("the banned user's session became active")
	}
}
