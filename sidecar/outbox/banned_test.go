package outbox_test

import "testing"

// TestBanUsesUp: a code or link that is used during a ban is consumed. It cannot be used after the ban is lifted.
func TestBanUsesUp(t *testing.T) {
	t.Parallel()
	const email = "ada@example.com"
	for way, use := range map[string]func(s *stage) func() answer{
		"sign-in code": func(s *stage) func() answer {
			code := s.code(email, "sign-in")
			return func() answer { return s.ask("POST", "/sign-in/email-otp", object{"email": email, "otp": code}) }
		},
		"verification code": func(s *stage) func() answer {
			code := s.code(email, "email-verification")
			return func() answer { return s.ask("POST", "/email-otp/verify-email", object{"email": email, "otp": code}) }
		},
		"magic link": func(s *stage) func() answer {
			s.ask("POST", "/sign-in/magic-link", object{"email": email, "callbackURL": "/in"}).wants(t, 200)
			link := s.nth(email, "magic-link", 0).String()
			return func() answer { return s.ask("POST", link, nil) }
		},
		"verification link": func(s *stage) func() answer {
			s.sql(`select neon_auth.set('email_and_password.emailVerificationMethod', 'link')`)
			s.ask("POST", "/send-verification-email", object{"email": email}).wants(t, 200)
			link := s.nth(email, "email-verification-link", 0).String()
			return func() answer { return s.ask("POST", link, nil) }
		},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": false}}'`)
			s.signUp(email)
			s.sql(`select neon_auth.ban_user(id) from neon_auth."user"`) // which invalidates codes and links mailed before
			try := use(s)
			try().wants(t, 403, "BANNED_USER")
			s.sql(`select neon_auth.unban_user(id) from neon_auth."user"`)
			try()
			if n := value[int](s, `select count(*) from neon_auth.session`); n != 0 {
				t.Errorf("%d sessions by what was used before", n)
			}
		})
	}
}
