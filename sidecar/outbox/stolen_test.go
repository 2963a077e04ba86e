package outbox_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/outbox"
)

// What an attacker can do with a stolen dump or a copy of the database.

// dump returns a dump of the database.
func (s *stage) dump() []byte {
	s.Helper()
	program, err := exec.LookPath("pg_dump")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
		if len(found) == 0 {
			s.Fatal("pg_dump is missing")
		}
		program = found[len(found)-1]
	}
	dumped, err := exec.CommandContext(s.Context(), program, "--data-only", "--schema=neon_auth", s.db.URL).Output()
	if err != nil {
		s.Fatal(err)
	}
	return dumped
}

func TestB13StolenDump(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	s.signUp("ada@example.com")
	s.post.Misbehave(mailtest.Busy)
	for _, kind := range []string{"sign-in", "email-verification", "forget-password"} {
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": kind}).wants(t, 200)
	}
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}).wants(t, 200)
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
	dumped := s.dump()

	// The attacker tries each word of the dump wherever a secret is expected.
	words := map[string]bool{}
	for _, word := range regexp.MustCompile(`[\w-]{16,}`).FindAllString(string(dumped), -1) {
		words[word] = true
	}
	if len(words) < 10 {
		t.Fatalf("the dump has %d words", len(words))
	}
	for word := range words {
		s.ask("POST", "/reset-password", object{"token": word, "newPassword": "another word"}).wants(t, 400)
		if got := s.ask("POST", "/magic-link/verify?token="+word, nil); got.header.Get("Set-Cookie") != "" {
			t.Errorf("%s signs in", word)
		}
	}

	s.post.Misbehave(mailtest.None)
	s.hurry()
	for _, kind := range []string{"sign-in-otp", "email-verification-otp", "forget-password-otp"} {
		code := s.post.Wait(t, "ada@example.com", kind, 0).Code()
		if regexp.MustCompile(`(^|[^\w.])` + code + `($|[^\w+])`).Match(dumped) {
			t.Errorf("the dump holds the %s", kind)
		}
	}
	reset := s.link("ada@example.com", "forget-password-link").Path
	magic := s.link("ada@example.com", "magic-link").Query().Get("token")
	if strings.Contains(string(dumped), reset[strings.LastIndex(reset, "/")+1:]) || strings.Contains(string(dumped), magic) {
		t.Error("the dump holds a link")
	}
	s.ask("POST", "/magic-link/verify?token="+magic, nil).wants(t, 200) // the real token is valid
}

func TestB13MailServersPasswordIsSealed(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *outbox.Config) { c.Shared = nil })
	host, port, _ := strings.Cut(s.post.Address, ":")
	const clear = "a password of eve's dreams"
	s.sql(`update neon_auth.project_config set email_provider = jsonb_build_object('type', 'standard', 'host', $1::text,
		'port', $2::text::int, 'username', 'app', 'password', $3::text, 'sender_email', 'app@example.com', 'sender_name', 'The App')`, host, port, clear)
	for i := range 2 {
		s.code("ada@example.com", "sign-in")
		if s.post.Login() != "app:"+clear {
			t.Errorf("mail %d: the login is %q", i, s.post.Login())
		}
	}
	if raw := s.post.Wait(t, "ada@example.com", "sign-in-otp", 0).Raw; !strings.Contains(raw, `"The App" <app@example.com>`) {
		t.Errorf("it has a different sender:\n%s", raw)
	}
	stored := value[string](s, `select email_provider ->> 'password' from neon_auth.project_config`)
	if !strings.HasPrefix(stored, "v1.") || strings.Contains(stored, clear) || strings.Contains(s.log.String(), clear) {
		t.Errorf("it is kept as %s", stored)
	}

	// A copy continues to use it; with another NEONAUTH_SECRET it cannot be opened.
	s.sql(`select neon_auth.fork_branch()`)
	s.sql(`select neon_auth.confirm_branch()`)
	s.code("bob@example.com", "sign-in")
	s.sql(`update neon_auth.project_config set email_provider = jsonb_set(email_provider, '{password}', '"v1.x.y"')`)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(1), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select "lastError" like '%password in project_config%' and state = 'waiting' from neon_auth.outbox where recipient = $1`, person(1))
}

func TestB13ClientSecretsAreSealed(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`alter table neon_auth.project_config disable trigger check_project_config`) // an older release accepted the 7
	s.sql(`update neon_auth.project_config set social_providers = '[{"id": "google", "isShared": true}, 7,
		{"id": "github", "clientId": "cats", "clientSecret": "the first of eve''s dreams"},
		{"clientSecret": "another of eve''s dreams", "id": "vercel"}]'`)
	s.signUp("ada@example.com")
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}).wants(t, 200)
	s.eventually(`select bool_and(p ->> 'clientSecret' like 'v1.%') and count(*) = 4 and bool_or(p ->> 'clientId' = 'cats')
		from neon_auth.project_config, jsonb_array_elements(social_providers) p`)
	if dumped := string(s.dump()); strings.Contains(dumped, "dreams") || strings.Contains(s.log.String(), "dreams") {
		t.Error("the dump or the log holds a client secret")
	}
	for id, secret := range map[string]string{"github": "the first of eve's dreams", "vercel": "another of eve's dreams"} {
		kept := value[string](s, `select p ->> 'clientSecret' from neon_auth.project_config, jsonb_array_elements(social_providers) p
			where p ->> 'id' = $1`, id)
		if opened, err := s.branch.OpenSecret(kept); err != nil || opened != secret {
			t.Errorf("the secret of %s is opened as %q: %v", id, opened, err)
		}
	}
}

func TestB20CodesAndLinksOfAnotherBranch(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set email_and_password = '{"emailVerificationMethod": "link"}'`)
	s.signUp("ada@example.com")
	code := s.code("ada@example.com", "sign-in")
	token := s.resetToken("ada@example.com")
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com"}).wants(t, 200)
	verify := s.link("ada@example.com", "email-verification-link").String()
	s.post.Misbehave(mailtest.Busy)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(7), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select "lastError" is not null from neon_auth.outbox where recipient = $1`, person(7))

	s.sql(`select neon_auth.fork_branch()`)
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 400, "INVALID_OTP")
	s.ask("POST", "/reset-password", object{"token": token, "newPassword": "another word"}).wants(t, 400, "INVALID_TOKEN")
	s.ask("POST", verify, nil).wants(t, 302)
	if value[bool](s, `select "emailVerified" from neon_auth."user"`) {
		t.Error("the link of another branch is valid")
	}
	s.post.Misbehave(mailtest.None)
	s.sql(`select neon_auth.confirm_branch()`)
	s.sql(`update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting'`)
	s.code("ada@example.com", "sign-in") // mail of this branch is sent
	for _, m := range s.post.Mails() {
		if m.To == person(7) {
			t.Error("the parent's mail was sent")
		}
	}
}
