package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/oauth/oauthtest"
)

// count returns the number of requests to an endpoint of the provider.
func count(p *oauthtest.Provider, path string) (n int) {
	p.Change(func() {
		for _, asked := range p.Asked {
			if asked == path {
				n++
			}
		}
	})
	return n
}

// TestK05ProviderTokens: only the user gets them, fresh ones when they have expired, once however many ask.
func TestK05ProviderTokens(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	ada, eve := h.client(), h.client().signUp("eve@example.com")
	ada.enterBy(p, person("ada"))
	first := ada.post("/get-access-token", map[string]any{"providerId": "kit"}).wants(t, 200, `"accessToken":"access-`, `"scopes":["openid","email"]`, `"idToken":"ey`)
	ada.post("/get-access-token", map[string]any{"providerId": "kit"}).wants(t, 200, first.field("accessToken").(string))
	row := value[string](h, `select id::text from neon_auth.account where "providerId" = 'kit'`)
	for _, path := range []string{"/get-access-token", "/refresh-token"} {
		eve.post(path, map[string]any{"providerId": "kit", "accountId": row}).wants(t, 400, "ACCOUNT_NOT_FOUND")
		eve.post(path, map[string]any{"accountId": row}).wants(t, 400, "ACCOUNT_NOT_FOUND")
		h.client().post(path, map[string]any{"accountId": row}).wants(t, 401)
	}
	h.sql(`update neon_auth.account set "accessTokenExpiresAt" = now() + interval '4 seconds' where "providerId" = 'kit'`)
	asked := count(p, "/token")
	answers := make([]string, 6)
	inParallel(6, func(i int) {
		got := ada.copy().post("/get-access-token", map[string]any{"accountId": row})
		answers[i], _ = got.field("accessToken").(string)
		if got.status != http.StatusOK && !strings.Contains(got.body, "ACCESS_TOKEN") {
			t.Errorf("status %d: %s", got.status, got.body)
		}
	})
	for _, token := range answers {
		if token == first.field("accessToken") {
			t.Error("the expired token is given out")
		}
	}
	if n := count(p, "/token") - asked; n < 1 || n > 6 {
		t.Errorf("%d refreshes", n)
	}
	ada.post("/refresh-token", map[string]any{"accountId": row}).wants(t, 200, `"refreshToken":"refresh-`, `"accountId":"s-ada"`)
	p.Change(func() {
		p.Answer = func(out http.ResponseWriter, _ *http.Request) bool { out.WriteHeader(500); return true }
	})
	ada.post("/refresh-token", map[string]any{"accountId": row}).wants(t, 503, "THE_PROVIDER_DOES_NOT_ANSWER")
	p.Change(func() { p.Answer = nil })
	ada.post("/refresh-token", map[string]any{"accountId": row}).wants(t, 200)
	h.sql(`update neon_auth.account set "refreshToken" = 'v1.another.secret' where "providerId" = 'kit'`)
	ada.post("/refresh-token", map[string]any{"accountId": row}).wants(t, 400, "REFRESH_TOKEN_NOT_FOUND")
}

// TestAccountInfoFromTheProvider: in the old contract by the provider's id, in the new one by the row's.
func TestAccountInfoFromTheProvider(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	p.NoIDToken = true
	p.Info = person("ada", "locale", "en")
	ada := h.client()
	ada.enterBy(p, person("ada"))
	ada.get("/account-info?accountId=s-ada").wants(t, 200, `"locale":"en"`, `"emailVerified":true`, `"id":"s-ada"`)
	row := value[string](h, `select id::text from neon_auth.account`)
	got := ada.get("/account-info?accountId="+row).wants(t, 200, `"providerId":"kit"`)
	if got.field("account", "id") != row || got.field("user", "email") != "ada@example.com" {
		t.Error(got.body)
	}
	p.Change(func() { p.Info = nil })
	ada.get("/account-info?accountId="+row).wants(t, 401, "FAILED_TO_GET_USER_INFO")
	h.sql(`update neon_auth.account set "accessToken" = null`)
	ada.get("/account-info?accountId=s-ada").wants(t, 400, "ACCESS_TOKEN_NOT_FOUND")
	ada.post("/get-access-token", map[string]any{"accountId": row}).wants(t, 400, "FAILED_TO_GET_A_VALID_ACCESS_TOKEN")
}

// TestA08IDTokens: an app's own id token signs in when it is the provider's, for us, of now, and with its nonce.
func TestA08IDTokens(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t, "audience", "ios-app")
	in := func(token string, more ...any) answer {
		given := map[string]any{"token": token}
		for i := 0; i < len(more); i += 2 {
			given[more[i].(string)] = more[i+1]
		}
		return h.client().post("/sign-in/social", map[string]any{"provider": "kit", "idToken": given})
	}
	in(p.Sign(person("ada"))).wants(t, 200, `"redirect" : false`, "ada@example.com")
	in(p.Sign(person("ada", "aud", "ios-app"))).wants(t, 200)
	in(p.Sign(person("ada", "nonce", "n")), "nonce", "n").wants(t, 200)
	p.Change(func() { p.Forge = true })
	forged := p.Sign(person("ada"))
	p.Change(func() { p.Forge = false })
	good := p.Sign(person("ada"))
	payload := strings.Split(good, ".")[1]
	for name, token := range map[string]string{
		"another client": p.Sign(person("ada", "aud", "other")), "another issuer": p.Sign(person("ada", "iss", "https://evil.test")),
		"expired": p.Sign(person("ada", "exp", 1)), "old": p.Sign(person("ada", "iat", 1)), "no time": p.Sign(person("ada", "iat", nil)),
		"A09 forged": forged, "A09 alg none": "eyJhbGciOiJub25lIn0." + payload + ".", "A09 HS256": "eyJhbGciOiJIUzI1NiJ9." + payload + ".AAAA",
		"garbage": "garbage", "empty": "", "an unexpected nonce": p.Sign(person("ada", "nonce", "n")),
	} {
		if got := in(token); got.status != 401 || !strings.Contains(got.body, "INVALID_TOKEN") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	in(p.Sign(person("ada", "nonce", "n")), "nonce", "m").wants(t, 401)
	in(p.Sign(person("eve", "email", nil))).wants(t, 401, "USER_EMAIL_NOT_FOUND")
	h.client().signUp("bob@example.com")
	in(p.Sign(person("bob", "email_verified", false))).wants(t, 401, "ACCOUNT_NOT_LINKED")

	bob := h.client()
	bob.signIn("bob@example.com").wants(t, 200)
	link := func(c *client, token string) answer {
		return c.post("/link-social", map[string]any{"provider": "kit", "idToken": map[string]any{"token": token}})
	}
	link(bob, p.Sign(person("bob"))).wants(t, 200, `"status":true`)
	link(bob, p.Sign(person("bob"))).wants(t, 200)
	link(bob, p.Sign(person("ada"))).wants(t, 401, "DIFFERENT_EMAILS_NOT_ALLOWED")
	link(h.client(), p.Sign(person("bob"))).wants(t, 401)
}

// TestKeysRotate: a new key is fetched, and unknown key names do not cause unlimited requests.
func TestKeysRotate(t *testing.T) {
	t.Parallel()
	h, p := startOAuth(t)
	h.client().enterBy(p, person("ada"))
	p.NewKey("two")
	if got := errorIn(t, h.client().enterBy(p, person("ada"))); got != "" {
		t.Errorf("after a rotation: %q", got)
	}
	asked := count(p, "/keys")
	p.Change(func() { p.Forge = true })
	began := time.Now()
	for range 30 {
		h.client().post("/sign-in/social", map[string]any{"provider": "kit", "idToken": map[string]any{"token": p.Sign(person("ada"))}})
	}
	seconds := int(time.Since(began).Seconds()) // five at once, and one in each second
	if n := count(p, "/keys") - asked; n > 6+seconds {
		t.Errorf("30 forged tokens make us ask %d times in %d seconds", n, seconds)
	}
}

// TestI09Discovery: the issuer must be the requested one, and its endpoints must be on its host.
func TestI09Discovery(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*oauthtest.Provider){
		"another issuer":        func(p *oauthtest.Provider) { p.Document["issuer"] = "https://evil.test" },
		"keys elsewhere":        func(p *oauthtest.Provider) { p.Document["jwks_uri"] = "https://evil.test/keys" },
		"tokens elsewhere":      func(p *oauthtest.Provider) { p.Document["token_endpoint"] = "https://evil.test/token" },
		"browsers to a script":  func(p *oauthtest.Provider) { p.Document["authorization_endpoint"] = "javascript:alert(1)" },
		"no document":           func(p *oauthtest.Provider) { p.Bodies["/.well-known/openid-configuration"] = "nothing" },
		"iss is there to check": func(p *oauthtest.Provider) {},
	} {
		h, p := startOAuth(t)
		change(p)
		got := h.client().post("/sign-in/social", map[string]any{"provider": "kit", "callbackURL": "https://app.test/"})
		if name != "iss is there to check" {
			got.wants(t, 400, "INVALID_OAUTH_CONFIGURATION")
			continue
		}
		p.Document["authorization_response_iss_parameter_supported"] = true
		h, _ = startOAuth(t)
		h.providers(kit(p))
		if got := errorIn(t, h.client().enterBy(p, person("ada"))); got != "issuer_mismatch" {
			t.Errorf("a callback without iss, which discovery promises: %q", got)
		}
	}
}

// TestI01PrivateProviders: they cannot be saved or connected to unless the operator allows it.
func TestI01PrivateProviders(t *testing.T) {
	t.Parallel()
	h, p := start(t), oauthtest.New(t)
	for _, address := range []string{
		"http://127.0.0.1", "https://127.0.0.1", "https://10.0.0.1", "https://169.254.169.254", "https://[::1]", "https://[::ffff:169.254.169.254]",
		"https://2130706433", "https://0177.1", "https://localhost", "https://a.nip.io", "https://example.com:5432", "https://u:p@example.com", "file:///etc/passwd",
	} {
		for _, field := range []string{"issuer", "discoveryUrl", "tokenUrl", "userInfoUrl", "jwksUrl", "authorizationUrl", "emailsUrl"} {
			_, err := h.db.Owner.Exec(t.Context(), `update neon_auth.project_config set social_providers = jsonb_build_array(jsonb_build_object(
				'id', 'kit', 'clientId', 'c', 'issuer', 'https://example.com') || jsonb_build_object($1::text, $2::text))`, field, address)
			if err == nil || !strings.Contains(err.Error(), "public https address") {
				t.Errorf("%s %s: %v", field, address, err)
			}
		}
	}
	h.providers(kit(p)) // as if it had been saved where that is allowed
	h.client().post("/sign-in/social", map[string]any{"provider": "kit"}).wants(t, 400, "INVALID_OAUTH_CONFIGURATION")
	if n := count(p, "/.well-known/openid-configuration"); n != 0 {
		t.Error("it was connected to")
	}
}
