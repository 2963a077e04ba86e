package api_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func startOneTimeToken(t *testing.T) *harness {
	t.Helper()
	h := start(t)
	h.sql(`select neon_auth.set('plugin_configs.oneTimeToken.enabled', 'true'), neon_auth.set('rateLimit.enabled', 'false')`)
	return h
}

func (c *client) oneTimeToken() string {
	c.h.Helper()
	return c.get("/one-time-token/generate").wants(c.h, 200).field("token").(string)
}

func TestOneTimeToken(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	ada := h.client().enter("ada@example.com")
	token := ada.oneTimeToken()
	other := h.client()
	got := other.post("/one-time-token/verify", map[string]any{"token": token}).wants(t, 200, "ada@example.com")
	if got.field("session", "token") != ada.token() || other.token() != ada.token() {
		t.Errorf("not the same session: %s", got.body)
	}
	h.client().post("/one-time-token/verify", map[string]any{"token": token}).wants(t, 400, "INVALID_TOKEN")
	if handed := value[int](h, `select count(*) from neon_auth.audit_log where entity = 'session' and action = 'hand over'
		and "userId" = "actorId" and "ipAddress" is not null`); handed != 1 {
		t.Errorf("%d rows in audit_log", handed)
	}
	h.client().get("/one-time-token/generate").wants(t, 401)
	h.client().post("/one-time-token/verify", map[string]any{"token": ""}).wants(t, 400, "INVALID_TOKEN")
	// What the table contains is no token.
	token = ada.oneTimeToken()
	kept := value[string](h, `select substr(identifier, 16) from neon_auth.verification where identifier like 'one-time-token:%'`)
	h.client().post("/one-time-token/verify", map[string]any{"token": kept}).wants(t, 400, "INVALID_TOKEN")
	for _, secret := range []string{token, ada.token()} {
		if value[bool](h, `select exists (select from neon_auth.verification v where strpos(v::text, $1) > 0)`, secret) {
			t.Error("a table contains the token in clear")
		}
	}
	// Signing out ends the session in both browsers.
	other.post("/sign-out", map[string]any{}).wants(t, 200)
	if ada.signedIn() {
		t.Error("the session lives on in the first browser")
	}
	h.client().post("/one-time-token/verify", map[string]any{"token": token}).wants(t, 400, "SESSION_NOT_FOUND")
}

// TestOneTimeTokenThatExpires: neither an expired token nor one of an expired session sets a cookie, and it is used up.
func TestOneTimeTokenThatExpires(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	for failure, change := range map[string]string{
		"TOKEN_EXPIRED":     `update neon_auth.verification set "expiresAt" = now() where identifier like 'one-time-token:%'`,
		"SESSION_EXPIRED":   `update neon_auth.session set "expiresAt" = now()`,
		"SESSION_NOT_FOUND": `delete from neon_auth.session`,
		"BANNED_USER":       `alter table neon_auth."user" disable trigger user; update neon_auth."user" set banned = true`,
	} {
		ada := h.client().enter(strings.ToLower(failure) + "@example.com")
		token := ada.oneTimeToken()
		h.sql(change)
		status := 400
		if failure == "BANNED_USER" {
			status = 403
		}
		other := h.client()
		other.post("/one-time-token/verify", map[string]any{"token": token}).wants(t, status, failure)
		if len(other.cookies) > 0 {
			t.Errorf("%s: cookies %v", failure, other.cookies)
		}
		other.post("/one-time-token/verify", map[string]any{"token": token}).wants(t, 400, "INVALID_TOKEN")
		h.sql(`alter table neon_auth."user" enable trigger user; update neon_auth."user" set banned = false`)
	}
}

// B05: of many requests with one token, one gets the session.
func TestB05OneTimeTokenIsUsedOnce(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	ada := h.client().enter("ada@example.com")
	for range 3 {
		token, won := ada.oneTimeToken(), atomic.Int32{}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				got := h.client().post("/one-time-token/verify", map[string]any{"token": token})
				if got.status == 200 {
					won.Add(1)
				} else if got.status != 400 && got.status != 503 {
					t.Errorf("status %d", got.status)
				}
			})
		}
		group.Wait()
		if won.Load() != 1 {
			t.Errorf("%d requests got the session", won.Load())
		}
	}
}

func TestOneTimeTokenSettings(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	ada := h.client().enter("ada@example.com")
	set := func(name, to string) {
		h.sql(`select neon_auth.set('plugin_configs.oneTimeToken.config.' || $1, $2)`, name, to)
	}
	set("setOttHeaderOnNewSession", "true")
	set("disableSetSessionCookie", "true")
	set("disableClientRequest", "true")
	ada.get("/one-time-token/generate").wants(t, 400, "CLIENT_REQUESTS_ARE_DISABLED")
	h.client().get("/one-time-token/generate").wants(t, 401)
	in := h.client().signIn("ada@example.com").wants(t, 200)
	if !strings.Contains(in.header.Get("Access-Control-Expose-Headers"), "set-ott") {
		t.Error("pages cannot read set-ott")
	}
	if got := h.client().signIn("ada@example.com", "wrong"); got.header.Get("set-ott") != "" {
		t.Error("a failed sign-in comes with a token")
	}
	other := h.client()
	got := other.post("/one-time-token/verify", map[string]any{"token": in.header.Get("set-ott")}).wants(t, 200, "ada@example.com")
	if got.field("session", "token") != in.field("token") || len(other.cookies) > 0 {
		t.Errorf("cookies %v and %s", other.cookies, got.body)
	}
	h.sql(`select neon_auth.set('plugin_configs.oneTimeToken.enabled', 'false')`)
	ada.get("/one-time-token/generate").wants(t, 404)
	other.post("/one-time-token/verify", map[string]any{"token": "x"}).wants(t, 404)
	if got := h.client().signIn("ada@example.com").wants(t, 200); got.header.Get("set-ott") != "" {
		t.Error("set-ott although it is off")
	}
}

// TestSessionHeadersOfSeveralPlugins: each response that sets the cookie of the session tells it in headers too, also when
// the session is prolonged, and names them in one order.
func TestSessionHeadersOfSeveralPlugins(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	h.sql(`select neon_auth.set('plugin_configs.oneTimeToken.config.setOttHeaderOnNewSession', 'true'), neon_auth.set('plugin_configs.bearer.enabled', 'true')`)
	ada := h.client().enter("ada@example.com")
	got := ada.post("/update-user", map[string]any{"name": "Ada"}).wants(t, 200)
	if list := strings.Join(got.list("Access-Control-Expose-Headers"), " "); list != "set-auth-token set-ott" {
		t.Errorf("exposes %s", list)
	}
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '5 days'`)
	got = ada.get("/get-session").wants(t, 200, "ada@example.com")
	if list := strings.Join(got.list("Access-Control-Expose-Headers"), " "); list != "set-auth-jwt set-auth-token set-ott" {
		t.Errorf("prolonged: exposes %s", list)
	}
	h.client().post("/one-time-token/verify", map[string]any{"token": got.header.Get("Set-Ott")}).wants(t, 200, "ada@example.com")
	got = ada.get("/get-session").wants(t, 200)
	if list := strings.Join(got.list("Access-Control-Expose-Headers"), " "); list != "set-auth-jwt" {
		t.Errorf("not prolonged: exposes %s", list)
	}
}

// TestOneTimeTokenOfAnotherBranch: a token from before a copy was made opens no session in the copy.
func TestOneTimeTokenOfAnotherBranch(t *testing.T) {
	t.Parallel()
	h := startOneTimeToken(t)
	token := h.client().enter("ada@example.com").oneTimeToken()
	h.sql(`select neon_auth.fork_branch()`)
	h.client().post("/one-time-token/verify", map[string]any{"token": token}).wants(t, 400, "INVALID_TOKEN")
}
