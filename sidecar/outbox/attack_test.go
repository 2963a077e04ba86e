package outbox_test

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// The attacks in attacks.md on codes, links and mails, by number.

func TestB01TokensOfAnotherPurpose(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}',
		email_and_password = '{"emailVerificationMethod": "link"}'`)
	s.signUp("ada@example.com")
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com"}).wants(t, 200)
	tokens := map[string]string{
		"reset":  s.resetToken("ada@example.com"),
		"magic":  s.link("ada@example.com", "magic-link").Query().Get("token"),
		"verify": s.link("ada@example.com", "email-verification-link").Query().Get("token"),
	}
	// The state of a social sign-in is stored under the SHA-256 of its state, like a magic link under that of its token.
	s.sql(`insert into neon_auth.verification (identifier, value, "expiresAt")
		values (encode(sha256('the-state-of-a-social-sign-in'), 'hex'), '{"callbackURL":"/","email":"ada@example.com"}', now() + '10 minutes')`)
	tokens["state"] = "the-state-of-a-social-sign-in"

	session := sessionCookie(s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}).header)
	for kind, token := range tokens {
		s.ask("GET", "/delete-user/callback?token="+token, nil, "Cookie", session).wants(t, 404, "INVALID_TOKEN")
		if kind != "reset" {
			s.ask("POST", "/reset-password", object{"token": token, "newPassword": "another word"}).wants(t, 400, "INVALID_TOKEN")
		}
		if kind != "magic" {
			got := s.ask("POST", "/magic-link/verify?token="+token, nil).wants(t, 302)
			if location := got.header.Get("Location"); !strings.Contains(location, "error=INVALID_TOKEN") {
				t.Errorf("%s at the magic link leads to %s", kind, location)
			}
		}
		if kind != "verify" {
			s.ask("POST", "/verify-email?token="+token, nil).wants(t, 401, "INVALID_TOKEN")
		}
	}
	if value[bool](s, `select "emailVerified" from neon_auth."user"`) {
		t.Error("the address is verified")
	}
}

func TestB06CodesOfAnotherPurpose(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	code := s.code("ada@example.com", "email-verification")
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 400, "INVALID_OTP")
	s.ask("POST", "/email-otp/reset-password", object{"email": "ada@example.com", "otp": code, "password": "another word"}).wants(t, 400, "INVALID_OTP")

	// The stored hash of one code is not valid in the row of another either.
	s.code("ada@example.com", "sign-in")
	s.sql(`update neon_auth.verification v set value = w.value from neon_auth.verification w
		where v.identifier like 'sign-in-otp-%' and w.identifier like 'email-verification-otp-%'`)
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 400, "INVALID_OTP")
	s.ask("POST", "/email-otp/verify-email", object{"email": "ada@example.com", "otp": code}).wants(t, 200)
}

func TestB12SpellingsOfOneAddress(t *testing.T) {
	t.Parallel()
	s := start(t)
	code := s.code("ada@example.com", "sign-in")
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": " ada@example.com", "type": "sign-in"}).wants(t, 400, "INVALID_EMAIL")
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada＠example.com", "type": "sign-in"}).wants(t, 400, "INVALID_EMAIL")
	s.ask("POST", "/sign-in/email-otp", object{"email": "ADA@Example.com", "otp": code}).wants(t, 200)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": "aDa@example.com", "type": "sign-in"}).wants(t, 200)
	code = s.post.Wait(t, "ada@example.com", "sign-in-otp", 1).Code()
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 200)
	if n := value[int](s, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users", n)
	}
}

func TestB14OnlyTheSixDigits(t *testing.T) {
	t.Parallel()
	s := start(t)
	code := s.code("ada@example.com", "sign-in")
	wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, code)
	for name, otp := range map[string]any{"list": []string{code}, "number": 123456, "object": object{"a": 1}, "null": nil, "flag": true} {
		if got := s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": otp}); got.status != 400 || !strings.Contains(got.body, "VALIDATION_ERROR") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	for _, otp := range []string{wide, " " + code, code + "\n"} {
		s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": otp}).wants(t, 400, "INVALID_OTP")
	}
}

func TestB16CodesAreInTheMailOnly(t *testing.T) {
	t.Parallel()
	s := start(t)
	var said strings.Builder
	say := func(a answer) { said.WriteString(a.body + a.header.Get("Location") + a.header.Get("Set-Cookie")) }
	say(s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}))
	code := s.post.Wait(t, "ada@example.com", "sign-in-otp", 0).Code()
	say(s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": "wrong"}))
	say(s.ask("POST", "/email-otp/check-verification-otp", object{"email": "ada@example.com", "otp": code, "type": "nonsense"}))
	say(s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}))
	logged := regexp.MustCompile(`"(time|took)":[^,}]*`).ReplaceAllString(s.log.String(), "")
	if strings.Contains(regexp.MustCompile(`\d{4}-\d\d-\d\dT[^"]*`).ReplaceAllString(said.String(), ""), code) || strings.Contains(logged, code) {
		t.Errorf("%s is in %s or in %s", code, said.String(), logged)
	}
	if strings.Contains(logged, "ada@") {
		t.Errorf("the log contains the address: %s", logged)
	}
}

func TestB18ScannersBurnNothing(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"auto", "confirm"} {
		t.Run(mode, func(t *testing.T) { t.Parallel(); scannersBurnNothing(t, mode) })
	}
}

func scannersBurnNothing(t *testing.T, mode string) {
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}',
		email_and_password = '{"emailVerificationMethod": "link"}', options = jsonb_build_object('links', $1::text)`, mode)
	s.signUp("ada@example.com")
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com", "callbackURL": "/welcome"}).wants(t, 200)
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com", "callbackURL": "/in"}).wants(t, 200)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com", "redirectTo": "/reset"}).wants(t, 200)
	before := value[int](s, `select count(*) from neon_auth.session`)
	for _, kind := range []string{"email-verification-link", "magic-link", "forget-password-link"} {
		link := s.link("ada@example.com", kind).String()
		for _, browser := range [][]string{{"Origin", ""}, {"Origin", "", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "none"}, {"Origin", "", "Sec-Purpose", "prefetch;prerender", "Accept", "text/html"}} {
			got := s.ask("GET", link, nil, browser...)
			if got.header.Get("Set-Cookie") != "" || kind != "forget-password-link" && !strings.Contains(got.body, `<form method="post">`) {
				t.Errorf("%s shows %s", kind, got.body)
			}
			if kind != "forget-password-link" && strings.Contains(got.body, "<script>") != (mode == "auto") {
				t.Errorf("%s: with links = %s, the page of %s has the wrong scripts", kind, mode, got.body)
			}
			s.ask("HEAD", link, nil, browser...).wants(t, 404)
		}
	}
	if value[bool](s, `select "emailVerified" from neon_auth."user"`) || value[int](s, `select count(*) from neon_auth.session`) != before {
		t.Error("a visit has done something")
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "same-origin"}
	// In this order, because a magic link also verifies the address, and a verified address cannot be verified again.
	for _, link := range []struct{ kind, place string }{{"email-verification-link", "/welcome"}, {"magic-link", publicURL + "/in"}} {
		kind, place := link.kind, link.place
		got := s.ask("POST", s.link("ada@example.com", kind).String(), nil, form...).wants(t, 302)
		if verifier.ReplaceAllString(got.header.Get("Location"), "") != place || !strings.Contains(got.header.Get("Set-Cookie"), "session_token") {
			t.Errorf("%s leads to %s", kind, got.header.Get("Location"))
		}
	}
	s.ask("POST", s.link("ada@example.com", "magic-link").String(), nil, append(form, "Origin", "https://evil.example.org")...).wants(t, 403, "INVALID_ORIGIN")
}

// TestDirectLinksActAtOnce: with links = direct, as on Better Auth's server. A link still serves once.
func TestDirectLinksActAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}',
		email_and_password = '{"emailVerificationMethod": "link"}', options = '{"links": "direct"}'`)
	s.signUp("ada@example.com")
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com", "callbackURL": "/welcome"}).wants(t, 200)
	browser := []string{"Origin", "", "Sec-Fetch-Mode", "navigate", "Accept", "text/html"}
	s.leadsTo(s.follow(s.link("ada@example.com", "email-verification-link"), browser...), "/welcome")
	if !value[bool](s, `select "emailVerified" from neon_auth."user"`) {
		t.Error("the address is not verified")
	}
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com", "callbackURL": "/in"}).wants(t, 200)
	link := s.link("ada@example.com", "magic-link")
	got := s.follow(link, browser...).wants(t, 302)
	if !strings.Contains(got.header.Get("Set-Cookie"), "session_token") || !strings.HasPrefix(got.header.Get("Location"), publicURL+"/in") {
		t.Errorf("it leads to %s", got.header.Get("Location"))
	}
	if again := s.follow(link, browser...).wants(t, 302); !strings.Contains(again.header.Get("Location"), "error=") || strings.Contains(again.header.Get("Set-Cookie"), "session_token=") {
		t.Errorf("a second visit leads to %s", again.header.Get("Location"))
	}
}

func TestD01RedirectAddresses(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": false}}'`)
	s.signUp("ada@example.com")
	for _, evil := range []string{"https://evil.example.org", "//evil.example.org", "/\\evil.example.org", "javascript:alert(1)", "/%5cevil", " https://auth.test", "https://auth.test.evil.org", "data:text/html,x"} {
		for path, field := range map[string]string{
			"/send-verification-email": "callbackURL", "/request-password-reset": "redirectTo", "/sign-in/magic-link": "newUserCallbackURL",
		} {
			s.ask("POST", path, object{"email": "ada@example.com", field: evil}).wants(t, 403)
		}
		for _, path := range []string{
			"/verify-email?token=x&callbackURL=", "/reset-password/x?callbackURL=", "/magic-link/verify?token=x&callbackURL=",
			"/magic-link/verify?token=x&errorCallbackURL=", "/magic-link/verify?token=x&newUserCallbackURL=",
		} {
			s.ask("GET", path+url.QueryEscape(evil), nil).wants(t, 403, "INVALID_CALLBACKURL")
		}
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox`); n != 0 {
		t.Errorf("%d mails were queued", n)
	}
}

func TestD08ForgedHosts(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "Host", "evil.example.org",
		"X-Forwarded-Host", "evil.example.org", "X-Forwarded-Proto", "http", "Forwarded", "host=evil.example.org").wants(t, 200)
	if link := s.link("ada@example.com", "forget-password-link").String(); !strings.HasPrefix(link, publicURL+"/"+s.db.Name+"/auth/reset-password/") {
		t.Errorf("the link is %s", link)
	}
	if raw := s.post.Wait(t, "ada@example.com", "forget-password-link", 0).Raw; strings.Contains(raw, "evil") {
		t.Error("the mail names the forged host")
	}
}

func TestD10LinesInNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set name = E'App\r\nBcc: eve@example.com\r\n\r\nHello <b>you</b>',
		email_provider = '{"type": "shared", "sender_name": "A\r\nBcc: eve@example.com\"<x@y.z>"}'`)
	for _, email := range []string{"ada@example.com\r\nBcc: eve@example.com", "ada@example.com\nRCPT TO:<eve@example.com>", "ada@example.com,eve@example.com"} {
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": email, "type": "sign-in"}).wants(t, 400)
	}
	s.ask("POST", "/sign-up/email", object{"name": "Ada\r\nBcc: eve@example.com", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
	s.code("ada@example.com", "sign-in")
	raw := s.post.Wait(t, "ada@example.com", "sign-in-otp", 0).Raw
	header, body, _ := strings.Cut(raw, "\r\n\r\n")
	if strings.Contains(strings.ToLower(header), "\nbcc:") || strings.Count(header, "\nTo:")+strings.Count(header, "\r\nSubject:") != 2 {
		t.Errorf("the header is\n%s", header)
	}
	if strings.Contains(body, "<b>you</b>") && !strings.Contains(body, "&lt;b&gt;") { // D13: plain in text, escaped in HTML
		t.Errorf("the body is\n%s", body)
	}
	for _, m := range s.post.Mails() {
		if m.To != "ada@example.com" {
			t.Errorf("a mail to %s", m.To)
		}
	}
}

func TestG03UnknownAddressesLookAlike(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	for path, more := range map[string]object{
		"/request-password-reset": {}, "/email-otp/request-password-reset": {}, "/forget-password/email-otp": {},
		"/email-otp/send-verification-otp": {"type": "forget-password"}, "/send-verification-email": {},
	} {
		answers := map[string]bool{}
		for _, email := range []string{"ada@example.com", "nobody@example.com"} {
			more["email"] = email
			got := s.ask("POST", path, more).wants(t, 200)
			text, _ := json.Marshal(got.header.Values("Content-Type"))
			answers[got.body+string(text)] = true
		}
		if len(answers) != 1 {
			t.Errorf("%s: %v", path, answers)
		}
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox where recipient <> 'ada@example.com'`); n != 0 {
		t.Errorf("%d mails to unknown addresses", n)
	}
	if n := value[int](s, `select count(*) from neon_auth.verification 
		where (identifier like '%nobody%' or identifier = '') and value !~ '^[-0-9a-f]{36}:[0-3]$' -- what no code matches, strictSignUp`); n != 0 {
		t.Errorf("%d rows for unknown addresses", n)
	}
}
