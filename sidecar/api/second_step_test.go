package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// B10: guesses from many addresses, at all kinds of factors, and with new challenges, share one counter of the user. It
// holds without rate limits.
func TestB10BruteForceFromManyAddresses(t *testing.T) {
	t.Parallel()
	for name, guess := range map[string]func(h *harness, c *client, n int){
		"the app": func(_ *harness, c *client, n int) {
			c.post("/two-factor/verify-totp", map[string]any{"code": fmt.Sprintf("%06d", n)})
		},
		"backup codes": func(_ *harness, c *client, n int) {
			c.post("/two-factor/verify-backup-code", map[string]any{"code": fmt.Sprintf("aaaaa-aaa%02d", n)})
		},
		"mailed codes": func(h *harness, c *client, n int) {
			c.post("/two-factor/send-otp", "{}").wants(h, 200)
			c.post("/two-factor/verify-otp", map[string]any{"code": fmt.Sprintf("%07d", n)})
		},
		"all": func(_ *harness, c *client, n int) {
			path := []string{"/two-factor/verify-totp", "/two-factor/verify-backup-code"}[n%2]
			c.post(path, map[string]any{"code": fmt.Sprintf("%07d", n)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, _ := startTwoFactor(t)
			a := h.client().enter("ada@example.com").enrol()
			for n := range 6 {
				guess(h, h.challenged("ada@example.com"), n)
			}
			c := h.challenged("ada@example.com")
			c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 429)
			c.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0]}).wants(t, 429)
			c.post("/two-factor/send-otp", "{}").wants(t, 429)
			h.sql(`update neon_auth.two_factor_state set "lockedUntil" = now()`)
			c.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0]}).wants(t, 200)
		})
	}
}

// A challenge ends after five guesses; a right code does not help then.
func TestAChallengeAllowsFiveGuesses(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	a := h.client().enter("ada@example.com").enrol()
	c := h.challenged("ada@example.com")
	for _, code := range []any{"", "１２３４５６", "0000000", " " + a.code(h, 0), "-1"} {
		c.post("/two-factor/verify-totp", map[string]any{"code": code}).wants(t, 401, "INVALID_CODE")
	}
	c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 401, "INVALID_TWO_FACTOR_COOKIE")
	for _, code := range []any{123456, []string{a.code(h, 0)}, nil, true} { // B14
		h.challenged("ada@example.com").post("/two-factor/verify-totp", map[string]any{"code": code}).wants(t, 400)
	}
	h.challenged("ada@example.com").post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
}

// GHSA-xg6x-h9c9-2m83: a session cached in a cookie does not survive a sign-in that waits for its second factor.
func TestACachedSessionDoesNotSlipPast(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	h.setting("session", `{"cookieCache": {"enabled": true}}`)
	c := h.client().signUp("ada@example.com")
	a := c.enrol()
	if c.cookies[dataCookie] == "" {
		t.Fatal("no session is kept in a cookie")
	}
	kept := c.cookies[dataCookie]
	c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
	if c.cookies[dataCookie] != "" || c.cookies[cookieName] != "" || c.signedIn() {
		t.Errorf("signed in without the second factor: %v", c.cookies)
	}
	c.cookies[dataCookie] = kept
	if c.signedIn() {
		t.Error("a kept cookie signs in")
	}
	delete(c.cookies, dataCookie)
	c.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0]}).wants(t, 200)
	token, _, _ := strings.Cut(c.get("/get-session").wants(t, 200).header.Get("Set-Auth-Jwt"), ",")
	if claims := decodeToken(t, answer{body: `{"token":"` + token + `"}`}); claims["aal"] != "aal2" {
		t.Errorf("from the cookie: %v", claims)
	}
}

// A trusted browser is not asked for one user, until that user ends its trust.
func TestTrustedBrowsers(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	ada := h.client().enter("ada@example.com")
	a := ada.enrol()
	h.client().enter("bob@example.com").enrol()
	trust := func(n int) *client {
		c := h.challenged("ada@example.com")
		c.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[n], "trustDevice": true}).wants(t, 200)
		return c
	}
	c := trust(0)
	thief := c.copy()
	c.signIn("ada@example.com").wants(t, 200, `"token"`)
	if claims := decodeToken(t, c.get("/token").wants(t, 200)); claims["aal"] != "aal1" {
		t.Errorf("trust is no second factor: %v", claims)
	}
	thief.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect") // the next token is in force
	c.copy().signIn("bob@example.com").wants(t, 200, "twoFactorRedirect")

	for n, end := range map[int]func(c *client){
		1: func(*client) { ada.post("/revoke-other-sessions", "{}").wants(t, 200) },
		2: func(*client) {
			h.sql(`update neon_auth.verification set "expiresAt" = now() where identifier like 'trust-device-%'`)
		},
	} {
		c := trust(n)
		end(c)
		c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
	}
	c = trust(4)
	h.sql(`select neon_auth.reset_two_factor(id) from neon_auth."user" where email = 'ada@example.com'`)
	ada = h.client()
	ada.signIn("ada@example.com").wants(t, 200, `"token"`)
	ada.enrol()
	c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
}
