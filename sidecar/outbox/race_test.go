package outbox_test

import (
	"fmt"
	"testing"
)

func TestB02ManyRightCodesOpenOneSession(t *testing.T) {
	t.Parallel()
	s := start(t)
	code := s.code("ada@example.com", "sign-in")
	counts := s.atOnce(50, func(int) answer {
		return s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code})
	})
	if counts[200] != 1 || counts[400] != 49 {
		t.Errorf("the answers are %v", counts)
	}
	if n := value[int](s, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
	if n := value[int](s, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users", n)
	}
}

func TestB03ManyWrongCodesAreThreeTries(t *testing.T) {
	t.Parallel()
	for path, more := range map[string]object{
		"/sign-in/email-otp":                {},
		"/email-otp/check-verification-otp": {"type": "sign-in"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.signUp("ada@example.com")
			code := s.code("ada@example.com", "sign-in")
			counts := s.atOnce(50, func(i int) answer {
				guess := object{"email": "ada@example.com", "otp": fmt.Sprintf("%06d", i)}
				if guess["otp"] == code {
					guess["otp"] = "abcdef"
				}
				for name, is := range more {
					guess[name] = is
				}
				return s.ask("POST", path, guess)
			})
			// Three were checked, the fourth invalidated the code, and the others found no code.
			if counts[403] != 1 || counts[400] != 49 {
				t.Errorf("the answers are %v", counts)
			}
			s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 400, "INVALID_OTP")
		})
	}
}

func TestB08ManyRequestsLeaveOneCode(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	s.atOnce(30, func(int) answer {
		return s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"})
	})
	if n := value[int](s, `select count(*) from neon_auth.verification`); n != 1 {
		t.Errorf("%d codes count", n)
	}
}

func TestB04ManyPasswordsOneWins(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	token := s.resetToken("ada@example.com")
	counts := s.atOnce(12, func(i int) answer {
		return s.ask("POST", "/reset-password", object{"token": token, "newPassword": fmt.Sprintf("another word %d", i)})
	})
	if counts[200] != 1 || counts[400] != 11 {
		t.Errorf("the answers are %v", counts)
	}
	signedIn := 0
	for i := range 12 {
		s.sql(`select neon_auth.reset_limits('ada@example.com')`) // or the last ones would have to wait
		if s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": fmt.Sprintf("another word %d", i)}).status == 200 {
			signedIn++
		}
	}
	if signedIn != 1 {
		t.Errorf("%d of the passwords sign in", signedIn)
	}
}

func TestB05ManyVisitsOfAMagicLinkOpenOneSession(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
	link := s.link("ada@example.com", "magic-link").String()
	s.atOnce(30, func(int) answer { return s.ask("POST", link, nil) })
	if n := value[int](s, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestL06OnlyTheLastResetLinkCounts(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	s.signUp("ada@example.com")
	first := s.resetToken("ada@example.com")
	second := s.resetToken("ada@example.com", 1)
	s.ask("POST", "/reset-password", object{"token": first, "newPassword": "another word"}).wants(t, 400, "INVALID_TOKEN")
	s.atOnce(10, func(int) answer { return s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}) })
	if n := value[int](s, `select count(*) from neon_auth.verification where identifier like 'reset-password:%'`); n != 1 {
		t.Errorf("%d links count", n)
	}
	s.ask("POST", "/reset-password", object{"token": second, "newPassword": "another word"}).wants(t, 400)

	// A reset invalidates other reset links and codes.
	s.post.Wait(t, "ada@example.com", "forget-password-link", 11) // all of them, in any order
	last := s.resetToken("ada@example.com", 12)
	s.ask("POST", "/reset-password", object{"token": last, "newPassword": "another word"}).wants(t, 200)
	if n := value[int](s, `select count(*) from neon_auth.verification where identifier like 'reset-password:%'`); n != 0 {
		t.Errorf("%d links are left", n)
	}
}
