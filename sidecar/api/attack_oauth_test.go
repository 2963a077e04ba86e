package api_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"neonauth/sidecar/oauth/oauthtest"
)

// TestA01TheOwnerArrivesAfterAnotherUser: the user who registered the address first loses all access to it.
func TestA01TheOwnerArrivesAfterAnotherUser(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	thief, owner := h.client().signUp("ada@example.com"), h.client()
	if code := errorIn(t, owner.enterBy(p, person("ada", "email_verified", false))); code != "account_not_linked" {
		t.Errorf("A06: an address that the provider has not verified: %q", code)
	}
	if code := errorIn(t, owner.enterBy(p, person("ada"))); code != "" || !owner.signedIn() {
		t.Fatalf("the owner is refused: %s", code)
	}
	if thief.signedIn() {
		t.Error("the thief's session lives")
	}
	h.client().signIn("ada@example.com").wants(t, 401)
	if n := value[int](h, `select count(*) from neon_auth.account where "providerId" = 'credential'`); n != 0 {
		t.Error("the thief's password lives")
	}
}

// TestA04AnotherProvidersAccountGoes: made by a provider that vouches for nothing, proved by one that does.
func TestA04AnotherProvidersAccountGoes(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	other := oauthtest.New(t)
	h.providers(kit(p), kit(other, "id", "other", "issuer", other.URL))
	thief, owner := h.client(), h.client()
	code, state := other.Approve(thief.goTo(map[string]any{"provider": "other"}), person("ada", "sub", "thief", "email_verified", false))
	thief.arrive("other", code, state)
	if !thief.signedIn() {
		t.Fatal("the first one has no session")
	}
	owner.enterBy(p, person("ada"))
	if thief.signedIn() || !owner.signedIn() {
		t.Error("the first one's session lives, or the owner has none")
	}
	code, state = other.Approve(thief.goTo(map[string]any{"provider": "other"}), person("ada", "sub", "thief", "email_verified", false))
	if got := errorIn(t, thief.arrive("other", code, state)); got != "account_not_linked" {
		t.Errorf("the first one's account is refused with %q", got)
	}
}

// TestA12NoLinkForAnotherUser: the account is linked to the user whose session started it, while that session is valid.
func TestA12NoLinkForAnotherUser(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ask := func(c *client) (code, state string) {
		return p.Approve(c.goTo(map[string]any{"provider": "kit"}, "/link-social"), person("ada"))
	}
	ada := h.client().signUp("ada@example.com")
	code, state := ask(ada)
	h.sql(`delete from neon_auth.session`)
	if got := errorIn(t, ada.arrive("kit", code, state)); got != "unauthorized" {
		t.Errorf("a link after the session ended: %q", got)
	}
	// A user with the victim's unverified address sends the victim the start of a link.
	ada.signIn("ada@example.com").wants(t, 200)
	begun := ada.post("/link-social", map[string]any{"provider": "kit", "callbackURL": "https://app.test/"}).wants(t, 200)
	victim := h.client()
	to, _ := begun.field("url").(string)
	code, state = p.Approve(victim.follow(to), person("ada"))
	if got := errorIn(t, victim.arrive("kit", code, state)); got != "email_not_verified" {
		t.Errorf("a link in another browser: %q", got)
	}
	if n := value[int](h, `select count(*) from neon_auth.account where "providerId" = 'kit'`); n != 0 {
		t.Errorf("%d accounts are linked", n)
	}
	// A13: nothing is made without a way to a provider.
	h.client().get("/oauth2/callback/kit?code=x&state=y&user=%7B%22sub%22%3A%22eve%22%7D").wants(t, 302)
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("A13: %d users", n)
	}
}

// TestA10NoSubject: without a subject from the provider, no user is created.
func TestA10NoSubject(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	p.NoIDToken = true
	for _, subject := range []any{"", nil, "undefined", "null", 0, false, []string{"a"}, map[string]any{}} {
		p.Change(func() {
			p.Info = map[string]any{"sub": subject, "email": "ada@example.com", "email_verified": true, "name": "Ada"}
		})
		if got := errorIn(t, h.client().enterBy(p, person("ada"))); got != "id_is_missing" {
			t.Errorf("%v: %q", subject, got)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 0 {
		t.Errorf("%d users", n)
	}
}

// TestF13State: a state is bound to a browser and a provider, and can be used once.
func TestF13State(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	other := oauthtest.New(t)
	h.providers(kit(p), kit(other, "id", "other"))
	ada, eve := h.client(), h.client()
	code, state := p.Approve(ada.goTo(map[string]any{"provider": "kit"}), person("ada"))
	for name, to := range map[string]string{
		"no state":                 ada.get("/oauth2/callback/kit?code=" + code).header.Get("Location"),
		"an unknown state":         ada.arrive("kit", code, "made-up"),
		"login CSRF, no cookie":    eve.arrive("kit", code, state),
		"the purpose of an init":   ada.arrive("kit", code, "oauth-init"),
		"another browser's cookie": func() string { eve.goTo(map[string]any{"provider": "kit"}); return eve.arrive("kit", code, state) }(),
	} {
		if !strings.HasPrefix(to, ownOrigin+"/"+h.db.Name+"/auth/error?") {
			t.Errorf("%s leads to %s", name, to)
		}
	}
	if got := errorIn(t, ada.arrive("other", code, state)); got != "state_mismatch" {
		t.Errorf("A14: at another provider's callback: %q", got)
	}
	code, state = p.Approve(ada.goTo(map[string]any{"provider": "kit"}), person("ada"))
	ada.arrive("kit", code, state)
	for range 2 {
		if got := errorIn(t, ada.arrive("kit", code, state)); got != "please_restart_the_process" {
			t.Errorf("B17: the same callback again: %q", got)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// TestB01AStateIsNothingElse: what a start draws opens no other door.
func TestB01AStateIsNothingElse(t *testing.T) {
	t.Parallel()
	h, _ := startOAuth(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	ada := h.client().signUp("ada@example.com")
	begun := ada.post("/sign-in/social", map[string]any{
		"provider": "kit", "callbackURL": "https://app.test/",
		"loginHint": "ada@example.com", "additionalData": map[string]any{"email": "ada@example.com"},
	}).wants(t, 200)
	init, _ := begun.field("url").(string)
	_, token, _ := strings.Cut(init, "token=")
	u, _ := url.Parse(ada.goTo(map[string]any{"provider": "kit"}))
	for _, taken := range []string{token, u.Query().Get("state"), u.Query().Get("nonce"), ada.cookies["__Secure-neon-auth.session_challange"]} {
		eve := h.client()
		eve.send("POST", "/magic-link/verify?token="+taken, nil).wants(t, 302)
		eve.send("POST", "/verify-email?token="+taken, nil)
		eve.post("/reset-password", map[string]any{"token": taken, "newPassword": "another password"}).wants(t, 400)
		ada.get("/delete-user/callback?token=" + taken)
		eve.get("/get-session?neon_auth_session_verifier="+taken, "Cookie", "__Secure-neon-auth.session_challenge="+taken).wants(t, 400)
		if eve.cookies[cookieName] != "" {
			t.Errorf("%s signs in", taken)
		}
	}
	ada.get("/get-session").wants(t, 200, "ada@example.com")
	h.client().signIn("ada@example.com").wants(t, 200)
}

// TestF14ReservedParameters: callers and settings cannot override parameters that only the server sets.
func TestF14ReservedParameters(t *testing.T) {
	t.Parallel()
	h, _ := startOAuth(t, "authorizationUrlParams", map[string]string{"redirect_uri": "https://evil.test", "state": "x", "client_id": "x", "nonce": "x", "hd": "example.com"})
	to := h.client().goTo(map[string]any{
		"provider": "kit", "loginHint": "a&redirect_uri=https://evil.test&state=x", "scopes": []string{"a&client_id=x"},
		"additionalData": map[string]any{"redirect_uri": "https://evil.test"},
	})
	u, _ := url.Parse(to)
	query := u.Query()
	if len(query["redirect_uri"]) != 1 || len(query["state"]) != 1 || query.Get("client_id") != "client" || query.Get("hd") != "example.com" ||
		query.Get("redirect_uri") != ownOrigin+"/"+h.db.Name+"/auth/oauth2/callback/kit" || len(query.Get("state")) != 32 || query.Get("nonce") == "x" {
		t.Errorf("the browser is sent to %s", to)
	}
	for _, field := range []string{"callbackURL", "errorCallbackURL", "newUserCallbackURL"} {
		for _, address := range []string{"https://evil.test", "//evil.test", `/\evil.test`, "https://app.test@evil.test/", "javascript:alert(1)", "https://app.test.evil.test"} {
			for _, path := range []string{"/sign-in/social", "/sign-in/oauth2"} {
				h.client().post(path, map[string]any{"provider": "kit", "providerId": "kit", field: address}).wants(t, 403, "INVALID_")
			}
		}
	}
}

// D01 to D06: a sign-in with a provider returns to the app only. A refused start stores nothing.
func TestD01ToD06ReturnAddressesOfProviders(t *testing.T) {
	t.Parallel()
	h, _ := startOAuth(t)
	h.sql(`update neon_auth.project_config set allow_localhost = false, trusted_origins = '[
		{"domain": "https://good.test"}, {"domain": "https://*.app.test"}, {"domain": "*.bare.test"}, {"domain": "myapp://"},
		{"domain": "exp://10.0.0.1:8081"}, {"domain": "https://xn--bcher-kva.test"}]'`)
	ada := h.client().enter("ada@example.com")
	before := value[int](h, `select count(*) from neon_auth.verification`)
	for attack, addresses := range hostileAddresses {
		for _, address := range addresses {
			for _, field := range []string{"callbackURL", "errorCallbackURL", "newUserCallbackURL"} {
				for _, path := range []string{"/sign-in/social", "/sign-in/oauth2", "/link-social", "/oauth2/link"} {
					got := ada.post(path, map[string]any{"provider": "kit", "providerId": "kit", "callbackURL": "https://good.test", field: address})
					if got.status != 403 || got.header.Get("Location") != "" {
						t.Errorf("%s: %s, %s %q: %d %s", attack, path, field, address, got.status, got.body)
					}
				}
			}
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.verification`); n != before {
		t.Errorf("%d states are stored", n-before)
	}
}

// TestTheSameCallbackAtOnce: of many one signs in.
func TestTheSameCallbackAtOnce(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada := h.client()
	code, state := p.Approve(ada.goTo(map[string]any{"provider": "kit"}), person("ada"))
	var in atomic.Int32
	inParallel(8, func(int) {
		if c := ada.copy(); errorIn(t, c.arrive("kit", code, state)) == "" {
			in.Add(1)
		}
	})
	if n := value[int](h, `select count(*) from neon_auth.session`); in.Load() != 1 || n != 1 {
		t.Errorf("%d signed in, %d sessions", in.Load(), n)
	}
}

// TestTwoFirstSignInsAtOnce: of one subject, and of one address with another way to sign up.
func TestTwoFirstSignInsAtOnce(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	for range 3 {
		h.sql(`delete from neon_auth."user"`)
		type way struct {
			c           *client
			code, state string
		}
		var ways []way
		for range 6 {
			c := h.client()
			code, state := p.Approve(c.goTo(map[string]any{"provider": "kit"}), person("ada"))
			ways = append(ways, way{c, code, state})
		}
		inParallel(7, func(i int) {
			if i == 6 {
				h.client().post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord})
			} else if got := errorIn(t, ways[i].c.arrive("kit", ways[i].code, ways[i].state)); got != "" {
				t.Errorf("refused with %q", got)
			}
		})
		if n := value[int](h, `select count(*) from neon_auth."user"`); n != 1 {
			t.Errorf("%d users", n)
		}
		if n := value[int](h, `select count(*) from neon_auth.account where "providerId" = 'kit'`); n != 1 {
			t.Errorf("%d accounts", n)
		}
	}
}

// TestLinkWhileUnlink: a user keeps a way to sign in.
func TestLinkWhileUnlink(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada := h.client().signUp("ada@example.com")
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	for range 5 {
		code, state := p.Approve(ada.goTo(map[string]any{"provider": "kit"}, "/link-social"), person("ada"))
		inParallel(3, func(i int) {
			switch c := ada.copy(); i {
			case 0:
				c.arrive("kit", code, state)
			case 1:
				c.post("/unlink-account", map[string]any{"providerId": "credential"})
			default:
				c.post("/unlink-account", map[string]any{"providerId": "kit"})
			}
		})
		if n := value[int](h, `select count(*) from neon_auth.account`); n == 0 {
			t.Fatal("the user has no way to sign in")
		}
	}
}

// TestF25ProviderFailures: each ends at the app with a code of its own, with one line for the operator, and makes nothing.
func TestF25ProviderFailures(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	h.providers(kit(p, "userInfoUrl", p.URL+"/me"))
	for name, c := range map[string]struct {
		claims map[string]any
		change func()
		wanted string
	}{
		"no address":      {person("ada", "email", nil), func() { p.Info = map[string]any{"sub": "s-ada"} }, "email_is_missing"},
		"wrong key":       {person("ada"), func() { p.Forge = true }, "invalid_id_token"},
		"another issuer":  {person("ada", "iss", "https://evil.test"), nil, "invalid_id_token"},
		"another client":  {person("ada", "aud", "other"), nil, "invalid_id_token"},
		"another azp":     {person("ada", "aud", []string{"client", "other"}, "azp", "other"), nil, "invalid_id_token"},
		"expired":         {person("ada", "exp", 1), nil, "invalid_id_token"},
		"another nonce":   {person("ada"), func() { p.Claims = func(c map[string]any) { c["nonce"] = "x" } }, "invalid_id_token"},
		"changed subject": {person("ada", "email", nil), func() { p.Info = map[string]any{"sub": "other", "email": "ada@example.com"} }, "subject_mismatch"},
		"user info fails": {person("ada", "email", nil), func() { p.Info = nil }, "user_info_is_missing"},
		"no name":         {person("ada", "name", nil), nil, "name_is_missing"},
	} {
		p.Change(func() {
			p.Forge, p.Claims, p.Info = false, nil, nil
			if c.change != nil {
				c.change()
			}
		})
		before := strings.Count(h.log.String(), "sign-in with a provider failed")
		to := h.client().enterBy(p, c.claims, map[string]any{"errorCallbackURL": "https://app.test/err?x=1"})
		if !strings.HasPrefix(to, "https://app.test/err?x=1&error=") || errorIn(t, to) != c.wanted {
			t.Errorf("%s ends at %s", name, to)
		}
		if n := strings.Count(h.log.String(), "sign-in with a provider failed") - before; n != 1 {
			t.Errorf("%s: %d lines for the operator", name, n)
		}
	}
	left := value[string](h, `select concat_ws(' ', (select count(*) from neon_auth."user"), (select count(*) from neon_auth.account),
		(select count(*) from neon_auth.session), (select count(*) from neon_auth.verification where identifier not like 'oauth-init%'))`)
	if left != "0 0 0 0" {
		t.Errorf("users, accounts, sessions, verifications: %s", left)
	}
	if log := h.log.String(); strings.Contains(log, "access-") || strings.Contains(log, "code-") || strings.Contains(log, "eyJ") {
		t.Error("K02: a token stands in the log")
	}
}

// TestProvidersThatDoNotAnswer: providers that are slow, down or broken, and errors in the callback.
func TestProvidersThatDoNotAnswer(t *testing.T) {
	t.Parallel()
	h, p := start(t, withProviders(3*time.Second)), oauthtest.New(t)
	h.providers(kit(p))
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}', trusted_origins = '["https://app.test"]'`)
	for name, c := range map[string]struct {
		answer func(out http.ResponseWriter, in *http.Request) bool
		wanted string
	}{
		"slow": {func(_ http.ResponseWriter, in *http.Request) bool {
			_, _ = io.Copy(io.Discard, in.Body)
			<-in.Context().Done()
			return true
		}, "provider_timeout"},
		"broken":  {func(out http.ResponseWriter, _ *http.Request) bool { out.WriteHeader(502); return true }, "provider_unavailable"},
		"hung up": {func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }, "provider_unavailable"},
		"refuses": {func(out http.ResponseWriter, _ *http.Request) bool { out.WriteHeader(400); return true }, "oauth_code_verification_failed"},
	} {
		c2 := h.client()
		code, state := p.Approve(c2.goTo(map[string]any{"provider": "kit"}), person("ada"))
		p.Change(func() {
			p.Answer = func(out http.ResponseWriter, in *http.Request) bool {
				return in.URL.Path == "/token" && c.answer(out, in)
			}
		})
		if got := errorIn(t, c2.arrive("kit", code, state)); got != c.wanted {
			t.Errorf("%s: %q", name, got)
		}
		p.Change(func() { p.Answer = nil })
	}
	for query, wanted := range map[string]string{
		"error=access_denied&error_description=No+thanks": "access_denied", "": "oAuth_code_missing", "error=%1b%5b2J": "[2J",
		"code=x&iss=https%3A%2F%2Fevil.test": "issuer_mismatch",
	} {
		c := h.client()
		u, _ := url.Parse(c.goTo(map[string]any{"provider": "kit"}))
		to := c.get("/oauth2/callback/kit?state="+u.Query().Get("state")+"&"+query).wants(t, 302).header.Get("Location")
		if got := errorIn(t, to); got != wanted || !strings.HasPrefix(to, "https://app.test/in?a=1&error=") || !strings.HasSuffix(to, "#part") {
			t.Errorf("%s ends at %s", query, to)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 0 {
		t.Errorf("%d users", n)
	}
}
