package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/passkey/passkeytest"
)

const ceremonyCookie = "__Secure-neon-auth.better-auth-passkey"

// startPasskey serves with passkeys and two-factor, and without rate limits.
func startPasskey(t *testing.T) *harness {
	t.Helper()
	h := start(t)
	h.sql(`update neon_auth.project_config set name = 'App', plugin_configs = '{"twoFactor": {"enabled": true}, "passkey": {"enabled": true}}'`)
	h.setting("rateLimit", `{"enabled": false}`)
	return h
}

func (c *client) options(path string) map[string]any {
	c.h.Helper()
	var options map[string]any
	if err := json.Unmarshal([]byte(c.get("/passkey/"+path).wants(c.h, 200, `"challenge"`).body), &options); err != nil {
		c.h.Fatal(err)
	}
	return options
}

func (c *client) register(a *passkeytest.Authenticator) answer {
	c.h.Helper()
	return c.post("/passkey/verify-registration", map[string]any{"response": a.Create(c.options("generate-register-options")), "name": "Key"})
}

func (c *client) usePasskey(a *passkeytest.Authenticator) answer {
	c.h.Helper()
	return c.post("/passkey/verify-authentication", map[string]any{"response": a.Get(c.options("generate-authenticate-options"))})
}

func TestPasskeySignsInWithoutAName(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	a.Eligible, a.BackedUp = true, true
	ada.register(a).wants(t, 200, `"multiDevice"`, `"internal"`, `"Key"`)
	if kind := value[string](h, `select string_agg(kind, ' ') from neon_auth.outbox`); kind != "passkey-added" {
		t.Errorf("mails: %s", kind)
	}
	// A stolen dump has neither the challenge of a ceremony nor the token that it follows from.
	options := ada.options("generate-register-options")
	if n := value[int](h, `select count(*) from neon_auth.verification v where v::text ~ $1 or v::text ~ $2`,
		options["challenge"], strings.SplitN(ada.cookies[ceremonyCookie], ".", 2)[0]); n != 0 {
		t.Error("the challenge is stored")
	}

	c := h.client()
	a.BackedUp, a.Counter = false, 7
	c.usePasskey(a).wants(t, 200, `"session"`, `"ada@example.com"`, `"token" : "`+c.token()+`"`)
	if claims := decodeToken(t, c.get("/token").wants(t, 200)); claims["aal"] != "aal2" || fmt.Sprint(claims["amr"]) != "[mfa passkey]" {
		t.Errorf("%v", claims)
	}
	c.get("/passkey/list-user-passkeys").wants(t, 200, `"counter" : 7`, `"backedUp" : false`)

	a.Verified = false
	c = h.client()
	c.usePasskey(a).wants(t, 400, "AUTHENTICATION_FAILED") // the counter has not advanced
	if n := value[int](h, `select count(*) from neon_auth.outbox where kind = 'passkey-copied' and recipient = 'ada@example.com'`); n != 1 {
		t.Errorf("%d warnings", n)
	}
	if n := value[int](h, `select count(*) from neon_auth.audit_log where entity = 'passkey' and action = 'counter' and after = '{"counter": 7}'`); n != 1 {
		t.Errorf("%d rows of audit_log", n)
	}
	a.Counter = 8
	c.usePasskey(a).wants(t, 200)
	if claims := decodeToken(t, c.get("/token").wants(t, 200)); claims["aal"] != "aal1" || fmt.Sprint(claims["amr"]) != "[passkey]" {
		t.Errorf("%v", claims)
	}
}

// Every part of a response is verified, and a wrong one uses up the challenge: the right response comes too late.
func TestPasskeyResponsesAreVerified(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	h.sql(`update neon_auth.project_config set trusted_origins = '["https://app.example.com"]'`)
	ada := h.client().enter("ada@example.com")
	right := passkeytest.New(ownOrigin)
	ada.register(right).wants(t, 200)
	wrong := map[string]func(a *passkeytest.Authenticator){
		"an untrusted origin":         func(a *passkeytest.Authenticator) { a.Origin = "https://evil.example.org" },
		"another trusted origin":      func(a *passkeytest.Authenticator) { a.Origin = "https://app.example.com" },
		"an origin with a path":       func(a *passkeytest.Authenticator) { a.Origin = "https://auth.test.evil.example" },
		"no origin":                   func(a *passkeytest.Authenticator) { a.Origin = "" },
		"a null origin":               func(a *passkeytest.Authenticator) { a.Origin = "null" },
		"another challenge":           func(a *passkeytest.Authenticator) { a.Challenge = "bm90LXRoZS1jaGFsbGVuZ2U" },
		"another domain":              func(a *passkeytest.Authenticator) { a.Domain = "evil.example.org" },
		"a domain above":              func(a *passkeytest.Authenticator) { a.Domain = "test" },
		"without presence":            func(a *passkeytest.Authenticator) { a.Absent = true },
		"a frame of another site":     func(a *passkeytest.Authenticator) { a.CrossFrame = true },
		"backed up, against its kind": func(a *passkeytest.Authenticator) { a.BackedUp = true },
	}
	inRegistration := maps.Clone(wrong)
	inRegistration["the other ceremony"] = func(a *passkeytest.Authenticator) { a.Type = "webauthn.get" }
	inRegistration["another algorithm"] = func(a *passkeytest.Authenticator) { a.Algorithm = -8 }
	inRegistration["an unknown algorithm"] = func(a *passkeytest.Authenticator) { a.Algorithm = -999 }
	inRegistration["an unknown format"] = func(a *passkeytest.Authenticator) { a.Format = "unheard-of" }
	inRegistration["an attestation without a statement"] = func(a *passkeytest.Authenticator) { a.Format = "packed" }
	for name, change := range inRegistration {
		a := passkeytest.New(ownOrigin)
		options := ada.options("generate-register-options")
		good := a.Create(options)
		change(a)
		if got := ada.post("/passkey/verify-registration", map[string]any{"response": a.Create(options)}); got.status != 400 || got.field("code") != "FAILED_TO_VERIFY_REGISTRATION" {
			t.Errorf("registering with %s: %d %s", name, got.status, got.body)
		}
		ada.post("/passkey/verify-registration", map[string]any{"response": good}).wants(t, 400, "CHALLENGE_NOT_FOUND")
	}
	wrong["the other ceremony"] = func(a *passkeytest.Authenticator) { a.Type = "webauthn.create" }
	wrong["another key"] = func(a *passkeytest.Authenticator) { a.Key = passkeytest.New("").Key }
	for name, change := range wrong {
		c, a := h.client(), *right
		options := c.options("generate-authenticate-options")
		good := a.Get(options)
		change(&a)
		if got := c.post("/passkey/verify-authentication", map[string]any{"response": a.Get(options)}); got.status != 400 || got.field("code") != "AUTHENTICATION_FAILED" {
			t.Errorf("signing in with %s: %d %s", name, got.status, got.body)
		}
		c.post("/passkey/verify-authentication", map[string]any{"response": good}).wants(t, 400, "CHALLENGE_NOT_FOUND")
		if c.signedIn() {
			t.Errorf("signed in with %s", name)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.passkey`); n != 1 {
		t.Errorf("%d passkeys", n)
	}
}

// Responses of no form at all are rejected, and are never an error of the server.
func TestPasskeyResponsesOfNoForm(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	id := a.Create(nil)["id"]
	deep := strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60)
	for _, response := range []string{
		`{}`, `{"id":5}`, `{"id":null,"response":[]}`, `{"id":"` + id.(string) + `"}`, `{"id":"` + id.(string) + `","response":5}`,
		`{"id":"` + id.(string) + `","rawId":"x","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}`,
		`{"id":"` + id.(string) + `","rawId":"` + id.(string) + `","type":"public-key","response":{"clientDataJSON":"bnVsbA","authenticatorData":"` + strings.Repeat("A", 60) + `","signature":"AA"}}`,
		`{"id":"` + id.(string) + `","rawId":{"a":[]},"type":5,"response":{"clientDataJSON":[1],"authenticatorData":{},"attestationObject":"oWNmbXQ","signature":true}}`,
		`{"id":"` + strings.Repeat("A", 100000) + `"}`, deep,
		`{"id":"x","rawId":"x","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"n5-fn5-fn5-fn5-f"}}`,
	} {
		ada.options("generate-register-options")
		if got := ada.post("/passkey/verify-registration", `{"response":`+response+`}`); got.status != 400 || got.field("code") != "FAILED_TO_VERIFY_REGISTRATION" {
			t.Errorf("registering %.80s: %d %s", response, got.status, got.body)
		}
		c := h.client()
		c.options("generate-authenticate-options")
		if got := c.post("/passkey/verify-authentication", `{"response":`+response+`}`); got.status != 400 && got.status != 401 || c.signedIn() {
			t.Errorf("signing in %.80s: %d %s", response, got.status, got.body)
		}
	}
	// Names of transports are stored if they look like one. A name of a passkey that is too long is an error.
	b := passkeytest.New(ownOrigin)
	response := b.Create(ada.options("generate-register-options"))
	response["response"].(map[string]any)["transports"] = []any{"usb", "<script>", 5, strings.Repeat("x", 300), "smart-card"}
	ada.post("/passkey/verify-registration", map[string]any{"response": response}).wants(t, 200, `"transports" : "usb,smart-card"`)
	if got := ada.post("/passkey/verify-registration", map[string]any{"response": passkeytest.New(ownOrigin).Create(ada.options("generate-register-options")), "name": strings.Repeat("x", 2000)}); got.status != 400 && got.status != 422 {
		t.Errorf("a long name: %d %s", got.status, got.body)
	}
}

// One challenge, many responses at once: one is accepted.
func TestPasskeyRaces(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	atOnce := func(what string, c *client, send func(c *client) answer, refusal string) {
		t.Helper()
		answers := make([]answer, 6)
		var all sync.WaitGroup
		for i := range answers {
			one := &client{h: h, cookies: maps.Clone(c.cookies)}
			all.Go(func() { answers[i] = send(one) })
		}
		all.Wait()
		accepted := 0
		for _, got := range answers {
			switch {
			case got.status == 200:
				accepted++
			case !strings.Contains(got.body, refusal):
				t.Errorf("%s: %d %s", what, got.status, got.body)
			}
		}
		if accepted != 1 {
			t.Errorf("%s: %d accepted", what, accepted)
		}
	}
	c := h.client()
	signed := a.Get(c.options("generate-authenticate-options"))
	atOnce("one sign-in", c, func(c *client) answer {
		return c.post("/passkey/verify-authentication", map[string]any{"response": signed})
	}, "CHALLENGE_NOT_FOUND")
	made := passkeytest.New(ownOrigin).Create(ada.options("generate-register-options"))
	atOnce("one registration", ada, func(c *client) answer {
		return c.post("/passkey/verify-registration", map[string]any{"response": made})
	}, "CHALLENGE_NOT_FOUND")
	if n := value[int](h, `select count(*) from neon_auth.passkey`); n != 2 {
		t.Errorf("%d passkeys", n)
	}
	// One counter, two challenges: the second does not advance it.
	a.Counter = 9
	var use sync.WaitGroup
	statuses := make([]int, 2)
	for i := range statuses {
		c := h.client()
		response := a.Get(c.options("generate-authenticate-options"))
		use.Go(func() {
			statuses[i] = c.post("/passkey/verify-authentication", map[string]any{"response": response}).status
		})
	}
	use.Wait()
	if slices.Sort(statuses); !slices.Equal(statuses, []int{200, 400}) {
		t.Errorf("one counter twice: %v", statuses)
	}
	// The last two passkeys are removed at once: one stays.
	h.sql(`delete from neon_auth.account`)
	ids := strings.Fields(value[string](h, `select string_agg(id::text, ' ') from neon_auth.passkey`))
	fresh := h.client()
	a.Counter = 10
	fresh.usePasskey(a).wants(t, 200)
	var removing sync.WaitGroup
	for i, id := range ids {
		one := &client{h: h, cookies: maps.Clone(fresh.cookies)}
		removing.Go(func() { statuses[i] = one.post("/passkey/delete-passkey", map[string]any{"id": id}).status })
	}
	removing.Wait()
	if slices.Sort(statuses); !slices.Equal(statuses, []int{200, 400}) || value[int](h, `select count(*) from neon_auth.passkey`) != 1 {
		t.Errorf("the last two: %v", statuses)
	}
}

// A challenge belongs to a ceremony, a user, a browser and a branch, and expires by the database's clock.
func TestPasskeyChallengesAreBound(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
	a, b := passkeytest.New(ownOrigin), passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	bob.register(b).wants(t, 200)

	mine := passkeytest.New(ownOrigin).Create(ada.options("generate-register-options"))
	bob.cookies[ceremonyCookie] = ada.cookies[ceremonyCookie]
	bob.post("/passkey/verify-registration", map[string]any{"response": mine}).wants(t, 401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY")
	ada.post("/passkey/verify-registration", map[string]any{"response": mine}).wants(t, 400, "CHALLENGE_NOT_FOUND")

	options := ada.options("generate-authenticate-options") // lists Ada's
	ada.post("/passkey/verify-authentication", map[string]any{"response": b.Get(options)}).wants(t, 401, "PASSKEY_NOT_FOUND")
	options = ada.options("generate-authenticate-options")
	options["rp"] = map[string]any{"id": options["rpId"]}
	ada.post("/passkey/verify-registration", map[string]any{"response": passkeytest.New(ownOrigin).Create(options)}).wants(t, 400, "CHALLENGE_NOT_FOUND")
	options = ada.options("generate-register-options")
	options["rpId"] = "auth.test"
	ada.post("/passkey/verify-authentication", map[string]any{"response": a.Get(options)}).wants(t, 400, "CHALLENGE_NOT_FOUND")

	c := h.client()
	signed := a.Get(c.options("generate-authenticate-options"))
	h.client().post("/passkey/verify-authentication", map[string]any{"response": signed}).wants(t, 400, "CHALLENGE_NOT_FOUND") // another browser
	forged := &client{h: h, cookies: map[string]string{ceremonyCookie: "made-up.c2lnbmF0dXJl"}}
	forged.post("/passkey/verify-authentication", map[string]any{"response": signed}).wants(t, 400, "CHALLENGE_NOT_FOUND")
	h.sql(`update neon_auth.verification set "expiresAt" = now() where identifier like 'passkey-%'`)
	c.post("/passkey/verify-authentication", map[string]any{"response": signed}).wants(t, 400, "CHALLENGE_NOT_FOUND")

	c = h.client()
	signed = a.Get(c.options("generate-authenticate-options"))
	h.sql(`update neon_auth.verification set branch = 'ep-other' where identifier like 'passkey-%'`)
	c.post("/passkey/verify-authentication", map[string]any{"response": signed}).wants(t, 400, "CHALLENGE_NOT_FOUND")

	// One that was asked for before a recovery ends with it.
	h.sql(`update neon_auth.account set password = 'other'`)
	if n := value[int](h, `select count(*) from neon_auth.verification where identifier like 'passkey-%' and value <> '' and branch <> 'ep-other'`); n != 0 {
		t.Errorf("%d challenges survive a recovery", n)
	}
}

// C04, C05: what a passkey proves with two-factor, and that a half-authenticated client adds none.
func TestC04PasskeysAndTheSecondFactor(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	app := ada.enrol()

	c := h.client()
	c.usePasskey(a).wants(t, 200, `"session"`)
	a.Verified = false
	half := h.client()
	if got := half.usePasskey(a).wants(t, 200); got.body != `{"twoFactorRedirect":true}` || half.signedIn() {
		t.Fatalf("without verification: %s", got.body)
	}
	half.usePasskey(a).wants(t, 200, "twoFactorRedirect") // the same factor again is no second one
	if half.signedIn() {
		t.Error("one factor twice signs in")
	}
	half.get("/passkey/generate-register-options").wants(t, 401)
	half.get("/passkey/list-user-passkeys").wants(t, 401)
	half.post("/passkey/verify-registration", map[string]any{"response": map[string]any{}}).wants(t, 401)
	half.post("/two-factor/verify-totp", map[string]any{"code": app.code(h, 0)}).wants(t, 200)
	if claims := decodeToken(t, half.get("/token").wants(t, 200)); fmt.Sprint(claims["amr"]) != "[passkey otp mfa]" {
		t.Errorf("%v", claims)
	}

	half = h.challenged("ada@example.com")
	if options := half.options("generate-authenticate-options"); fmt.Sprint(options["allowCredentials"]) == "<nil>" {
		t.Error("a security key that knows no names cannot be found")
	}
	half.usePasskey(a).wants(t, 200, `"session"`)
	if claims := decodeToken(t, half.get("/token").wants(t, 200)); claims["aal"] != "aal2" || fmt.Sprint(claims["amr"]) != "[pwd passkey mfa]" {
		t.Errorf("%v", claims)
	}
	if half.cookies[challengeCookieName] != "" {
		t.Error("the cookie of the challenge stays")
	}
	bob := h.client().enter("bob@example.com")
	b := passkeytest.New(ownOrigin)
	b.Verified = false
	bob.register(b).wants(t, 200)
	half = h.challenged("ada@example.com")
	half.usePasskey(b).wants(t, 401, "PASSKEY_NOT_FOUND")
	if half.signedIn() {
		t.Error("another user's passkey is a second factor")
	}
}

// What an anonymous user has made moves to the account that a passkey opens, also as second factor.
func TestPasskeysEndAnonymity(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	h.sql(`update neon_auth.project_config set plugin_configs = plugin_configs || '{"anonymous": {"enabled": true}}'`)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	ada.enrol()
	ways := []func(c *client){
		func(c *client) { c.usePasskey(a).wants(t, 200, `"session"`) },
		func(c *client) {
			c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
			c.usePasskey(a).wants(t, 200, `"session"`)
		},
		func(c *client) {
			c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
			a.Verified = false
			c.usePasskey(a).wants(t, 200, `"session"`)
		},
	}
	for i, enter := range ways {
		c := h.client()
		c.post("/sign-in/anonymous", "{}").wants(t, 200)
		enter(c)
		if n := value[int](h, `select count(*) from neon_auth.anonymous_link`); n != i+1 {
			t.Errorf("way %d: %d users were linked", i, n)
		}
	}
}

// C16: what changes the ways to sign in needs a recent proof of users with a second factor, which a passkey gives.
func TestC16PasskeysAndStepUp(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada := h.client().enter("ada@example.com")
	a := passkeytest.New(ownOrigin)
	ada.register(a).wants(t, 200)
	ada.enrol()
	id := value[string](h, `select id::text from neon_auth.passkey`)
	h.sql(`update neon_auth.session_origin set "secondFactorAt" = now() - interval '2 hours', "authenticatedAt" = now() - interval '2 hours'`)
	ada.get("/passkey/generate-register-options").wants(t, 403, "STEP_UP_REQUIRED", `"passkey"`)
	ada.post("/passkey/delete-passkey", map[string]any{"id": id}).wants(t, 403, "STEP_UP_REQUIRED")
	ada.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": goodWord + "!"}).wants(t, 403, "STEP_UP_REQUIRED", `"passkey"`)
	a.Verified = false // the session has proved the password before
	h.sql(`update neon_auth.session_origin set amr = '{mfa,otp,pwd}'`)
	ada.usePasskey(a).wants(t, 200)
	ada.get("/passkey/generate-register-options").wants(t, 200)
	ada.post("/passkey/delete-passkey", map[string]any{"id": id}).wants(t, 200)

	h.sql(`update neon_auth.session set "createdAt" = now() - interval '25 hours'`)
	bob := h.client().enter("bob@example.com")
	bob.get("/passkey/generate-register-options").wants(t, 200)
	h.age("bob@example.com", "25 hours")
	bob.get("/passkey/generate-register-options").wants(t, 403, "SESSION_IS_NOT_FRESH")
	bob.post("/passkey/verify-registration", map[string]any{"response": map[string]any{}}).wants(t, 403, "SESSION_IS_NOT_FRESH")
}

// C22: another user's passkey is answered like one that does not exist.
func TestC22PasskeysOfOthers(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	ada, eve := h.client().enter("ada@example.com"), h.client().enter("eve@example.com")
	ada.register(passkeytest.New(ownOrigin)).wants(t, 200)
	id := value[string](h, `select id::text from neon_auth.passkey`)
	for _, id := range []string{id, "00000000-0000-4000-8000-000000000000", "not-an-id", "", "' or 1=1"} {
		eve.post("/passkey/delete-passkey", map[string]any{"id": id}).wants(t, 404, "PASSKEY_NOT_FOUND")
		eve.post("/passkey/update-passkey", map[string]any{"id": id, "name": "x"}).wants(t, 404, "PASSKEY_NOT_FOUND")
	}
	ada.post("/passkey/update-passkey", map[string]any{"id": id, "name": "Mine"}).wants(t, 200, `"Mine"`)
	ada.post("/passkey/delete-passkey", map[string]any{"id": id}, "Origin", "https://evil.test").wants(t, 403)
	ada.post("/passkey/delete-passkey", map[string]any{"id": id}).wants(t, 200)
}

// A passkey that was added before the owner of the address has proved it, perhaps by an attacker, ends when they do.
func TestPlantedPasskeysEnd(t *testing.T) {
	t.Parallel()
	ways := map[string]func(h *harness, c *client){
		"a code": func(h *harness, c *client) {
			c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
			c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(t, 200)
		},
		"a reset by code": func(h *harness, c *client) {
			c.post("/email-otp/request-password-reset", map[string]any{"email": "ada@example.com"}).wants(t, 200)
			c.post("/email-otp/reset-password", map[string]any{"email": "ada@example.com", "otp": h.mailed("forget-password-otp"), "password": goodWord + "!"}).wants(t, 200)
		},
	}
	for name, prove := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := startPasskey(t)
			a := passkeytest.New(ownOrigin)
			h.client().enter("ada@example.com").register(a).wants(t, 200)
			prove(h, h.client())
			h.client().usePasskey(a).wants(t, 401, "PASSKEY_NOT_FOUND")
		})
	}
}

// The settings name the domain, pages and native apps.
func TestPasskeySettings(t *testing.T) {
	t.Parallel()
	h := startPasskey(t)
	h.sql(`select neon_auth.set('trusted_origins', 'https://app.example.com')`)
	h.sql(`select neon_auth.set('plugin_configs.passkey.config.rpID', 'example.com')`)
	h.sql(`select neon_auth.set('plugin_configs.passkey.config.origin', '["https://app.example.com", "android:apk-key-hash:abc"]')`)
	h.sql(`select neon_auth.set('plugin_configs.passkey.config.authenticatorSelection.userVerification', 'required')`)
	ada := h.client().enter("ada@example.com")
	for origin, status := range map[string]int{
		"https://app.example.com": 200, "android:apk-key-hash:abc": 200, ownOrigin: 400, "https://example.com": 400, "android:apk-key-hash:abcd": 400,
	} {
		a := passkeytest.New(origin)
		if got := ada.register(a); got.status != status {
			t.Errorf("%s: %d %s", origin, got.status, got.body)
		}
		if status == 200 {
			h.client().usePasskey(a).wants(t, 200)
			a.Verified = false
			h.client().usePasskey(a).wants(t, 400, "AUTHENTICATION_FAILED")
		}
	}
	if options := ada.options("generate-authenticate-options"); options["rpId"] != "example.com" || options["userVerification"] != "required" {
		t.Errorf("%v", options)
	}
	for setting, wrong := range map[string]string{
		"rpID": `https://example.com`, "origin": `["https://other.org"]`, "origin ": `https://app.example.com/sign-in`, "rpName": strings.Repeat("x", 300), "authenticatorSelection.residentKey": `maybe`,
	} {
		if _, err := h.db.Owner.Exec(t.Context(), `select neon_auth.set('plugin_configs.passkey.config.`+strings.TrimSpace(setting)+`', $1)`, wrong); err == nil {
			t.Errorf("%s may be %s", setting, wrong)
		}
	}
}
