package api_test

import (
	"encoding/base32"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"neonauth/sidecar/oauth/oauthtest"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/totp"
)

const challengeCookieName = "__Secure-neon-auth.two_factor"

// startTwoFactor serves with two-factor and without rate limits, but for what a test is about.
func startTwoFactor(t *testing.T) (*harness, *oauthtest.Provider) {
	t.Helper()
	h, p := startOAuth(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"twoFactor": {"enabled": true}, "magicLink": {"enabled": true}}'`)
	return h, p
}

// An app is a user's authenticator app, with backup codes.
type app struct {
	totp.Key
	codes []string
}

// code is the code of so many steps from now. Those of a test are all of one step, however slow the machine is.
func (a app) code(h *harness, steps int64) string {
	return a.Code(h.branch.Now().Unix()/int64(a.Period) + steps)
}

// enrol sets up an authenticator app and proves it with a code, which may be used again: with the code of the step before
// instead, this would fail if the step ended in between.
func (c *client) enrol() app {
	c.h.Helper()
	a := c.setUp()
	c.post("/two-factor/verify-totp", map[string]any{"code": a.code(c.h, 0)}).wants(c.h, 200)
	c.h.sql(`update neon_auth.two_factor_state set "usedSteps" = '{}'`)
	return a
}

// setUp sets up an authenticator app.
func (c *client) setUp() app {
	c.h.Helper()
	got := c.post("/two-factor/enable", map[string]any{"password": goodWord}).wants(c.h, 200, "otpauth://totp/")
	uri, err := url.Parse(got.field("totpURI").(string))
	if err != nil {
		c.h.Fatal(err)
	}
	a := app{Key: totp.Key{Secret: decodeBase32(c.h, uri.Query().Get("secret")), Digits: 6, Period: 30}}
	for _, code := range got.field("backupCodes").([]any) {
		a.codes = append(a.codes, code.(string))
	}
	return a
}

// challenged signs in with the password, as far as the second factor.
func (h *harness) challenged(email string) *client {
	h.Helper()
	c := h.client()
	if got := c.signIn(email).wants(h, 200); got.body != `{"twoFactorRedirect":true}` || c.cookies[challengeCookieName] == "" || c.cookies[cookieName] != "" {
		h.Fatalf("%s, %v", got.body, c.cookies)
	}
	return c
}

// C04: every way to sign in asks for the second factor of a user who has one, and opens a session with it.
func TestC04EveryWayInAsksForTheSecondFactor(t *testing.T) {
	t.Parallel()
	h, p := startTwoFactor(t)
	ada := h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	h.client().enterBy(p, person("ada"))
	a := ada.enrol()
	ways := map[string]func(c *client) string{
		"password": func(c *client) string { return c.signIn("ada@example.com").wants(t, 200).body },
		"code": func(c *client) string {
			c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
			return c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(t, 200).body
		},
		"magic link": func(c *client) string {
			c.post("/sign-in/magic-link", map[string]any{"email": "ada@example.com"}).wants(t, 200)
			link, err := url.Parse(h.mailed("magic-link"))
			if err != nil {
				t.Fatal(err)
			}
			return c.get("/magic-link/verify?token="+link.Query().Get("token"), "Origin", ownOrigin).wants(t, 200).body
		},
		"provider": func(c *client) string {
			to := c.enterBy(p, person("ada"))
			if !strings.Contains(to, "twoFactorRedirect=true") {
				t.Errorf("the app is not told: %s", to)
			}
			return `{"twoFactorRedirect":true}`
		},
	}
	for name, enter := range ways {
		c := h.client()
		if got := enter(c); got != `{"twoFactorRedirect":true}` || c.cookies[cookieName] != "" || c.signedIn() {
			t.Errorf("%s: %s", name, got)
			continue
		}
		h.sql(`update neon_auth.two_factor_state set "usedSteps" = '{}'`)
		c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200, `"token"`)
		if claims := decodeToken(t, c.get("/token").wants(t, 200)); claims["aal"] != "aal2" || !strings.HasSuffix(fmt.Sprint(claims["amr"]), " otp mfa]") || claims["auth_time"] == nil {
			t.Errorf("%s: %v", name, claims)
		}
	}

	// C05: a half-authenticated client is not signed in.
	half := h.challenged("ada@example.com")
	for _, path := range []string{"enable", "disable", "get-totp-uri", "generate-backup-codes"} {
		half.post("/two-factor/"+path, map[string]any{"password": goodWord}).wants(t, 401)
	}
	half.get("/token").wants(t, 401)

	// An app on another host gets the challenge where it would get the session.
	far := h.client()
	to, err := url.Parse(far.enterBy(p, person("ada")))
	if err != nil {
		t.Fatal(err)
	}
	delete(far.cookies, challengeCookieName)
	far.get("/get-session?neon_auth_session_verifier="+to.Query().Get("neon_auth_session_verifier")).wants(t, 200, "null")
	far.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0]}).wants(t, 200)
	if !far.signedIn() {
		t.Error("the challenge is not handed over")
	}

	h.setting("twoFactor", `{"scope": "password"}`)
	if to := h.client().enterBy(p, person("ada")); strings.Contains(to, "twoFactorRedirect") {
		t.Errorf("scope password: %s", to)
	}
	h.challenged("ada@example.com")
}

// A mailed code is no second factor after a sign-in by mail, but it is after others.
func TestMailIsOneFactor(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	h.client().enter("ada@example.com").enrol()
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	c := h.challenged("ada@example.com")
	c.post("/two-factor/send-otp", "{}").wants(t, 200)
	c.post("/two-factor/verify-otp", map[string]any{"code": h.mailed("two-factor-otp")}).wants(t, 200, `"token"`)

	c = h.client()
	c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
	c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(t, 200, "twoFactorRedirect")
	c.post("/two-factor/send-otp", "{}").wants(t, 400, "OTP_NOT_ENABLED")

	h.sql(`select neon_auth.set('plugin_configs.twoFactor.config.otpOptions.disable', 'true')`)
	h.challenged("ada@example.com").post("/two-factor/send-otp", "{}").wants(t, 400, "OTP_NOT_ENABLED")
	h.sql(`select neon_auth.set('plugin_configs.twoFactor.config.otpOptions.disable', null)`)

	// With the reference's scope the code signs in, and the session stays one with one factor.
	h.setting("twoFactor", `{"scope": "password"}`)
	c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
	c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(t, 200, `"token"`)
	c.post("/two-factor/send-otp", "{}").wants(t, 400, "OTP_NOT_ENABLED")
	if claims := decodeToken(t, c.get("/token").wants(t, 200)); claims["aal"] != "aal1" {
		t.Errorf("%v", claims)
	}
}

// A02: a second factor that another person has set up for an address which they never verified does not lock its owner
// out, nor does it stay.
func TestA02APlantedSecondFactorEnds(t *testing.T) {
	t.Parallel()
	for name, enter := range map[string]func(h *harness, p *oauthtest.Provider, c *client){
		"code": func(h *harness, _ *oauthtest.Provider, c *client) {
			c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(h, 200)
			c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(h, 200, `"token"`)
		},
		"provider": func(_ *harness, p *oauthtest.Provider, c *client) { c.enterBy(p, person("ada")) },
		"reset": func(h *harness, _ *oauthtest.Provider, c *client) {
			c.post("/email-otp/request-password-reset", map[string]any{"email": "ada@example.com"}).wants(h, 200)
			c.post("/email-otp/reset-password", map[string]any{"email": "ada@example.com", "otp": h.mailed("forget-password-otp"), "password": "another " + goodWord}).wants(h, 200)
			c.signIn("ada@example.com", "another "+goodWord).wants(h, 200, `"token"`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, p := startTwoFactor(t)
			h.client().enter("ada@example.com").enrol()
			c := h.client()
			enter(h, p, c)
			if !c.signedIn() {
				t.Error("the owner of the address is not signed in")
			}
			if n := value[int](h, `select count(*) from neon_auth."twoFactor"`); n != 0 {
				t.Errorf("%d factors are left", n)
			}
		})
	}
}

// B09, B10: what can be used once is used once, also by many requests at the same time.
func TestB09SecondFactorsRace(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	ada := h.client().enter("ada@example.com")
	a := ada.enrol()
	for name, body := range map[string]struct{ path, code string }{
		"one step of the app": {"/two-factor/verify-totp", a.code(h, 0)},
		"one backup code":     {"/two-factor/verify-backup-code", a.codes[0]},
	} {
		clients := make([]*client, 4)
		for i := range clients {
			clients[i] = h.challenged("ada@example.com")
		}
		var passed atomic.Int32
		inParallel(len(clients), func(i int) {
			if got := clients[i].post(body.path, map[string]any{"code": body.code}); got.status == 200 {
				passed.Add(1)
			}
		})
		if passed.Load() != 1 {
			t.Errorf("%s: %d sessions", name, passed.Load())
		}
	}

	// One challenge, several backup codes at once.
	c := h.challenged("ada@example.com")
	var passed atomic.Int32
	inParallel(4, func(i int) {
		if got := c.copy().post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[1+i]}); got.status == 200 {
			passed.Add(1)
		}
	})
	if passed.Load() != 1 {
		t.Errorf("one challenge: %d sessions", passed.Load())
	}

	// Two enrolments at once: the working app stays until a new one is proven, and one new one can be.
	apps := make([]app, 2)
	inParallel(2, func(i int) { apps[i] = ada.copy().setUp() })
	proven := 0
	for _, other := range apps {
		if got := ada.copy().post("/two-factor/verify-totp", map[string]any{"code": other.code(h, 0)}); got.status == 200 {
			proven++
			a = other
		}
	}
	if proven != 1 {
		t.Fatalf("%d of two enrolments are in force", proven)
	}
	h.sql(`update neon_auth.two_factor_state set "usedSteps" = '{}'`)
	h.challenged("ada@example.com").post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
}

// B13: a stolen dump contains nothing that passes the second factor.
func TestB13ADumpHoldsNoSecondFactor(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	a := h.client().enter("ada@example.com").enrol()
	c := h.challenged("ada@example.com")
	c.post("/two-factor/send-otp", "{}").wants(t, 200)
	trusted := h.challenged("ada@example.com")
	trusted.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0), "trustDevice": true}).wants(t, 200)
	secrets := append([]string{a.Secret}, a.codes...)
	// As a word: six digits may be in a hash, or at the end of a time, by chance.
	code := regexp.MustCompile(`(^|[^\w.])` + h.mailed("two-factor-otp") + `(\W|$)`)
	for _, client := range []*client{c, trusted} {
		for name, value := range client.cookies {
			if plain, err := url.PathUnescape(value); err == nil && (strings.HasSuffix(name, "two_factor") || strings.HasSuffix(name, "trust_device")) {
				text, _, _ := strings.Cut(plain, ".")
				secrets = append(secrets, text[strings.LastIndex(text, "-")+1:])
			}
		}
	}
	if len(secrets) < 13 {
		t.Fatalf("%d secrets", len(secrets))
	}
	for _, table := range []string{`"user"`, `"twoFactor"`, "two_factor_state", "verification", "audit_log", "outbox", "session_origin"} {
		dump := value[string](h, `select coalesce(string_agg(t::text, ' '), '') from neon_auth.`+table+` t`)
		if found := code.FindString(dump); found != "" {
			t.Errorf("%s contains the mailed code: %q", table, found)
		}
		for _, secret := range secrets {
			if strings.Contains(dump, secret) {
				t.Errorf("%s contains %q", table, secret)
			}
		}
	}
	if strings.Contains(h.log.String(), a.Secret) || strings.Contains(h.log.String(), a.codes[0]) {
		t.Error("the log contains a secret")
	}

	// A sealed secret that is copied to another user, or a hash of a backup code, is of no use there.
	eve := h.client().enter("eve@example.com")
	eve.enrol()
	h.sql(`update neon_auth."twoFactor" set secret = (select t.secret from neon_auth."twoFactor" t join neon_auth."user" u on u.id = t."userId" where u.email = 'ada@example.com')`)
	if got := eve.post("/two-factor/get-totp-uri", map[string]any{"password": goodWord}); got.status < 500 || strings.Contains(got.body, "otpauth") {
		t.Errorf("Ada's secret opens for Eve: %d %s", got.status, got.body)
	}
}

// After a change of NEONAUTH_SECRET, secrets are sealed again, and the previous one is not needed any more.
func TestSecondFactorsOutliveASecret(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	a := h.client().enter("ada@example.com").enrol()
	during := startOn(t, h.db, "", otherSecret, testSecret)
	if n, err := during.branch.ResealFactors(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d sealed again: %v", n, err)
	}
	after := startOn(t, h.db, "", otherSecret, "")
	for path, code := range map[string]string{"verify-totp": a.code(h, 0), "verify-backup-code": a.codes[0]} {
		after.challenged("ada@example.com").post("/two-factor/"+path, map[string]any{"code": code}).wants(t, 200)
	}
	if n, err := after.branch.ResealFactors(t.Context()); err != nil || n != 0 {
		t.Errorf("%d sealed again: %v", n, err)
	}
}

// A copy of the database accepts the same authenticator apps and backup codes; challenges, trusted browsers and sessions
// are valid only where they began.
func TestSecondFactorsInACopy(t *testing.T) {
	t.Parallel()
	h, _ := startTwoFactor(t)
	a := h.client().enter("ada@example.com").enrol()
	before := h.challenged("ada@example.com")
	trusted := h.challenged("ada@example.com")
	trusted.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[0], "trustDevice": true}).wants(t, 200)
	h.sql(`select neon_auth.fork_branch()`)
	before.post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[1]}).wants(t, 401, "INVALID_TWO_FACTOR_COOKIE")
	trusted.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
	h.challenged("ada@example.com").post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
	h.challenged("ada@example.com").post("/two-factor/verify-backup-code", map[string]any{"code": a.codes[1]}).wants(t, 200)
}

// mailed returns the code or link of the last mail of a kind.
func (h *harness) mailed(kind string) string {
	h.Helper()
	sealed := value[string](h, `select sealed from neon_auth.outbox where kind = $1 order by "createdAt" desc limit 1`, kind)
	plain, err := h.branch.Open(h.Context(), secret.Mail, sealed)
	if err != nil {
		h.Fatal(err)
	}
	return plain
}

func decodeBase32(t testing.TB, text string) string {
	t.Helper()
	plain, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}
