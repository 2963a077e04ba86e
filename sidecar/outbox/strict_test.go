package outbox_test

import (
	"regexp"
	"testing"
)

// Where neonauth differs from the reference to be safe by default: options.strictProof, strictSignUp, strictOrigin, strictOwner.

func TestA02StrangerWhoWasThereFirst(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"code", "magic link"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": false}}'`)
			first := s.ask("POST", "/sign-up/email", object{"name": "x", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
			cookie := []string{"Cookie", sessionCookie(first.header)}
			reset := s.resetToken("ada@example.com")
			enter := func() {
				if way == "code" {
					s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": s.code("ada@example.com", "sign-in")}).wants(t, 200)
					return
				}
				before := value[int](s, `select count(*) from neon_auth.outbox where kind = 'magic-link'`)
				s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
				s.ask("POST", s.nth("ada@example.com", "magic-link", before).String(), nil).wants(t, 302)
			}
			enter()
			s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}).wants(t, 401)
			s.ask("GET", "/get-session", nil, cookie...).wants(t, 200, "null")
			s.ask("POST", "/reset-password", object{"token": reset, "newPassword": goodWord}).wants(t, 400, "INVALID_TOKEN")

			// Once the address is verified, the password she sets remains.
			s.ask("POST", "/reset-password", object{"token": s.resetToken("ada@example.com", 1), "newPassword": "another word"}).wants(t, 200)
			enter()
			s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": "another word"}).wants(t, 200)
		})
	}
}

func TestG02TakenAddressSignsUpLikeAFreeOne(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true}',
		options = '{"rateLimit": {"enabled": false}}'`)
	differing := regexp.MustCompile(`[0-9a-f]{8}-[-0-9a-f]{27}|\d{4}-\d\d-\d\dT[^"]*`)
	signUp := func(word string) answer {
		got := s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": "Ada@example.com", "password": word}).wants(t, 200)
		return answer{got.status, differing.ReplaceAllString(got.body, "…"), got.header}
	}
	free := signUp(goodWord)
	taken := signUp("the word of a stranger")
	if free.body != taken.body || len(free.header) != len(taken.header) {
		t.Errorf("%s %v\n%s %v", free.body, free.header, taken.body, taken.header)
	}
	s.post.Wait(t, "ada@example.com", "already-registered", 0)
	if n := value[int](s, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users", n)
	}
	s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": "the word of a stranger"}).wants(t, 401)
	s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": "ada@example.com", "password": "x"}).wants(t, 400, "PASSWORD_TOO_SHORT")

	s.sql(`select neon_auth.set('strictSignUp', 'false')`)
	s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, 422)
}

// TestG02WrongCodesOfUnknownAddresses: trying codes does not reveal accounts, however often and after any request.
func TestG02WrongCodesOfUnknownAddresses(t *testing.T) {
	t.Parallel()
	for _, sendOnSignUp := range []string{"false", "true"} {
		s := start(t)
		s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}',
			email_and_password = '{"requireEmailVerification": ` + sendOnSignUp + `}'`)
		s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
		for _, kind := range []string{"sign-in", "email-verification", "forget-password"} {
			for _, asked := range []string{
				"", "/email-otp/send-verification-otp", "/send-verification-email", "/forget-password/email-otp", "/sign-up/email",
			} {
				if asked == "/sign-up/email" && sendOnSignUp == "false" {
					continue // sign-up itself reports that the address is taken
				}
				said := map[string]string{}
				for _, email := range []string{"ada@example.com", "bob@example.com"} {
					if asked != "" {
						s.ask("POST", asked, object{"email": email, "type": kind, "name": "Ada", "password": goodWord}).wants(t, 200)
					}
					for range 5 {
						got := s.ask("POST", "/email-otp/check-verification-otp", object{"email": email, "type": kind, "otp": "abcdef"})
						said[email] += got.body
					}
				}
				if said["ada@example.com"] != said["bob@example.com"] {
					t.Errorf("%s after %q: a user's %s, an unknown address's %s", kind, asked, said["ada@example.com"], said["bob@example.com"])
				}
				s.sql(`delete from neon_auth.verification; delete from neon_auth."user" where email = 'bob@example.com'`)
			}
		}
		s.sql(`select neon_auth.set('strictSignUp', 'false')`)
		s.ask("POST", "/email-otp/check-verification-otp", object{"email": "bob@example.com", "type": "sign-in", "otp": "abcdef"}).wants(t, 400, "USER_NOT_FOUND")
	}
}

func TestD18MailsThroughVisitorsOfAnotherSite(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}',
		options = '{"rateLimit": {"enabled": false}}'`)
	s.signUp("ada@example.com")
	for _, path := range []string{
		"/email-otp/send-verification-otp", "/sign-in/magic-link", "/request-password-reset", "/send-verification-email",
		"/email-otp/request-password-reset", "/forget-password/email-otp", "/sign-up/email",
	} {
		body := object{"email": "ada@example.com", "type": "sign-in", "name": "x", "password": goodWord}
		s.ask("POST", path, body, "Origin", "https://evil.example.org").wants(t, 403, "INVALID_ORIGIN")
		s.ask("POST", path, body, "Origin", "null").wants(t, 403, "NULL_ORIGIN")
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox`); n != 0 {
		t.Errorf("%d mails", n)
	}
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "Origin", "").wants(t, 200) // not from a browser
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}).wants(t, 200)

	s.sql(`select neon_auth.set('strictOrigin', 'false')`)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "Origin", "https://evil.example.org").wants(t, 200)
}
