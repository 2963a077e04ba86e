package outbox_test

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// from is the header of a client at one of 250 addresses.
func from(n int) []string { return []string{"X-Forwarded-For", fmt.Sprintf("203.0.113.%d", n%250+1)} }

func (s *stage) signIn(email, word string, header ...string) answer {
	return s.ask("POST", "/sign-in/email", object{"email": email, "password": word}, header...)
}

// justNow makes the last attempts with a password ones of just now: the delay after them, which begins with two seconds, may
// be over where a machine takes as long for a password.
func (s *stage) justNow() {
	s.Helper()
	s.sql(`update neon_auth.request_count set since = clock_timestamp() where key like 'password for %'`)
}

// TestGuessesFromManyAddresses: of 48 wrong passwords for one account from 48 addresses only a few are checked, for unknown
// accounts too. The response says when to try again.
func TestGuessesFromManyAddresses(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	told := map[string]string{}
	for _, email := range []string{"ada@example.com", "nobody@example.com"} {
		for n := range 48 {
			s.justNow()
			got := s.signIn(email, "guess guess", from(n)...)
			wait := got.header.Get("Retry-After")
			if seconds, err := strconv.Atoi(wait); got.status == 429 && (err != nil || seconds < 1 || seconds > 2 || wait != got.header.Get("X-Retry-After")) {
				t.Errorf("Retry-After %q", wait)
			}
			told[email] += fmt.Sprint(got.status, " ")
		}
	}
	for email, statuses := range told {
		if statuses[:44] != strings.Repeat("401 ", 10)+"429 " {
			t.Errorf("%s: %s", email, statuses)
		}
	}
	if n := value[int](s, `select coalesce(sum(attempts), 0)::int from neon_auth.refused_sign_in`); n > 24 {
		t.Errorf("%d guesses were verified", n)
	}
}

// TestGuessesAtOnce: attempts are counted before they are checked, so that concurrent ones cannot exceed a limit.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	began := time.Now()
	counts := s.atOnce(48, func(n int) answer { return s.signIn("ada@example.com", "guess guess", from(n)...) })
	delays := int(math.Log2(time.Since(began).Seconds()/2 + 1)) // of two seconds, of four, and so on, that have passed
	if counts[401] > 12+delays || counts[401] < 1 || counts[401]+counts[429] != 48 {
		t.Errorf("the answers are %v", counts)
	}
}

// TestThrottleEnds: the owner is never locked out. They can sign in from a browser that has signed in before, and from
// anywhere after a mailed code or a reset. The database's owner can lift the throttle.
func TestThrottleEnds(t *testing.T) {
	t.Parallel()
	const own, elsewhere = "198.51.100.1", "192.0.2.9"
	for name, c := range map[string]struct {
		unlock func(s *stage)
		from   string
		want   int
	}{
		"at another address":   {func(*stage) {}, elsewhere, 429},
		"signed in before":     {func(*stage) {}, own, 200},
		"and signed out since": {func(s *stage) { s.sql(`delete from neon_auth.session`) }, own, 200},
		"after a mailed code": {func(s *stage) {
			code := s.code("ada@example.com", "sign-in")
			s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}, "X-Forwarded-For", "192.0.2.8").wants(t, 200)
		}, elsewhere, 200},
		"after a reset": {func(s *stage) {
			s.sql(`select neon_auth.set_password(u.id, a.password) from neon_auth."user" u join neon_auth.account a on a."userId" = u.id`)
		}, elsewhere, 200},
		"after reset_limits": {func(s *stage) { s.sql(`select neon_auth.reset_limits('ada@example.com')`) }, elsewhere, 200},
		"after a while": {func(s *stage) {
			s.sql(`update neon_auth.request_count set since = since - interval '16 minutes'`)
		}, elsewhere, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.signUp("ada@example.com")
			s.verified("ada@example.com")
			s.signIn("ada@example.com", goodWord, "X-Forwarded-For", own).wants(t, 200)
			for n := range 24 {
				s.signIn("ada@example.com", "guess guess", from(n)...)
			}
			s.sql(`update neon_auth.request_count set count = 100 where key = 'password for ada@example.com'`)
			c.unlock(s)
			if got := s.signIn("ada@example.com", goodWord, "X-Forwarded-For", c.from); got.status != c.want {
				t.Errorf("%d %s instead of %d", got.status, got.body, c.want)
			}
		})
	}
}

// TestOwnPasswordIsThrottled: a session does not help to guess its user's password, on any path. The right password is not
// counted.
func TestOwnPasswordIsThrottled(t *testing.T) {
	t.Parallel()
	for path, body := range map[string]func(word string) object{
		"/verify-password": func(word string) object { return object{"password": word} },
		"/change-password": func(word string) object { return object{"currentPassword": word, "newPassword": goodWord} },
		"/delete-user":     func(word string) object { return object{"password": word} },
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.signUp("ada@example.com")
			c := s.signIn("ada@example.com", goodWord, "X-Forwarded-For", "198.51.100.1").wants(t, 200)
			cookie := &http.Cookie{}
			for _, set := range (&http.Response{Header: c.header}).Cookies() {
				if strings.HasSuffix(set.Name, ".session_token") {
					cookie = set
				}
			}
			if path != "/delete-user" {
				for n := range 8 {
					s.ask("POST", path, body(goodWord), "Cookie", cookie.Name+"="+cookie.Value, "X-Forwarded-For", fmt.Sprintf("192.0.2.%d", n+1)).wants(t, 200)
				}
			}
			tried := 0
			for n := range 20 {
				s.justNow()
				got := s.ask("POST", path, body("guess guess"), append(from(n), "Cookie", cookie.Name+"="+cookie.Value)...)
				switch {
				case got.status == 400:
					tried++
				case got.status != 429 || got.header.Get("Retry-After") == "":
					t.Fatalf("%d %s", got.status, got.body)
				}
			}
			if tried > 12 {
				t.Errorf("%d guesses were tried", tried)
			}
		})
	}
}

// TestRejectedRequestsTakeNoMail: requests that are rejected because of their origin, their shape or their client's limit
// do not use up the mail limit of the address.
func TestRejectedRequestsTakeNoMail(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	for n := range 60 {
		s.ask("POST", "/request-password-reset", object{"email": "ada@example.com", "redirectTo": "https://evil.example/"}, from(n)...).wants(t, 403)
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "invented"}, from(n+60)...).wants(t, 400)
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}, "X-Forwarded-For", "203.0.113.250", "Cookie", "__Secure-neon-auth.session_token=x", "Origin", "https://evil.example")
	}
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "X-Forwarded-For", "198.51.100.1").wants(t, 200)
	if n := value[int](s, `select count(*) from neon_auth.outbox where recipient = 'ada@example.com'`); n < 1 {
		t.Error("no mail was queued")
	}
}

// TestEveryMailIsBounded: also mails for sign-ins that require verification, taken addresses, and repeated invitations.
func TestEveryMailIsBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	s.sql(`update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true, "sendVerificationEmailOnSignIn": true}'`)
	s.sql(`delete from neon_auth.outbox`)
	for n := range 40 {
		s.sql(`delete from neon_auth.request_count where key like 'password for %'`)
		if got := s.signIn("ada@example.com", goodWord, from(n)...); got.status != 403 {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox`); n > 20 {
		t.Errorf("%d mails of sign-ins", n)
	}
}

// TestMailsAtOnce: concurrent requests queue no more mails than sequential ones.
func TestMailsAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	s.sql(`delete from neon_auth.outbox`)
	counts := s.atOnce(60, func(n int) answer {
		path := []string{"/request-password-reset", "/email-otp/send-verification-otp", "/send-verification-email"}[n%3]
		return s.ask("POST", path, object{"email": "ada@example.com", "type": "sign-in"}, from(n)...)
	})
	if n := value[int](s, `select count(*) from neon_auth.outbox where recipient = 'ada@example.com'`); n > 20 || n != counts[200] {
		t.Errorf("%d mails, answers %v", n, counts)
	}
}

// TestOneClientLeavesMailForOthers: a client that requests mail for an address repeatedly uses up only its own share.
func TestOneClientLeavesMailForOthers(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	for range 30 {
		s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "X-Forwarded-For", "192.0.2.66")
	}
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "X-Forwarded-For", "192.0.2.66").wants(t, 429)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "X-Forwarded-For", "198.51.100.1").wants(t, 200)
}
