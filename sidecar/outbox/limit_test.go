package outbox_test

import (
	"fmt"
	"strconv"
	"testing"
)

const tooMany = `{"message":"Too many requests. Please try again later."}`

func (s *stage) check(from string) answer {
	return s.ask("POST", "/email-otp/check-verification-otp", object{"email": "ada@example.com", "type": "sign-in", "otp": "x"}, "X-Forwarded-For", from)
}

func TestH01OneNetworkIsOneCaller(t *testing.T) {
	t.Parallel()
	s := start(t)
	same := []string{"2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:0db8:0000:0000::3", "2001:db8::4"}
	for i, from := range same {
		want := 400
		if i >= 3 {
			want = 429
		}
		s.check(from).wants(t, want)
	}
	s.check("2001:db8:0:1::1").wants(t, 400)
	for i, from := range []string{"198.51.100.7", "::ffff:198.51.100.7", "::FFFF:c633:6407", "198.51.100.7"} {
		if got := s.check(from).status; got == 429 != (i >= 3) {
			t.Errorf("%s: %d", from, got)
		}
	}
}

func TestH02ForgedForwarding(t *testing.T) {
	t.Parallel()
	s := start(t)
	for i := range 5 {
		got := s.check(fmt.Sprintf("203.0.113.%d, 198.51.100.9", i))
		if (got.status == 429) != (i >= 3) {
			t.Errorf("attempt %d: %d", i, got.status)
		}
		if got.status == 429 {
			wait, err := strconv.Atoi(got.header.Get("X-Retry-After"))
			if err != nil || wait < 1 || wait > 60 || got.header.Get("Retry-After") != got.header.Get("X-Retry-After") || got.body != tooMany {
				t.Errorf("%v %s", got.header, got.body)
			}
		}
	}
}

func TestH04CountedAtomically(t *testing.T) {
	t.Parallel()
	s := start(t)
	counts := s.atOnce(60, func(int) answer { return s.check("198.51.100.10") })
	if counts[400] != 3 || counts[429] != 57 {
		t.Errorf("the answers are %v", counts)
	}
	s.sql(`update neon_auth.request_count set since = since - interval '61 seconds'`)
	s.check("198.51.100.10").wants(t, 400)
}

func TestH13MailBombing(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	for _, email := range []string{"ada@example.com", "nobody@example.com"} {
		let := 0
		for i := range 100 {
			path := []string{"/email-otp/send-verification-otp", "/email-otp/request-password-reset", "/request-password-reset", "/send-verification-email"}[i%4]
			got := s.ask("POST", path, object{"email": email, "type": "forget-password"}, "X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", i, i))
			switch got.status {
			case 200:
				let++
			case 429:
			default:
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		if let != 20 {
			t.Errorf("%s: %d of 100 were let through", email, let)
		}
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox`); n != 20 {
		t.Errorf("%d mails", n)
	}
	if n := value[int](s, `select neon_auth.reset_limits('ada@example.com')`); n != 1 {
		t.Errorf("%d limits were reset", n)
	}
	s.ask("POST", "/request-password-reset", object{"email": "ADA@example.com"}).wants(t, 200)
}

func TestH14CountsGo(t *testing.T) {
	t.Parallel()
	s := start(t)
	for i := range 30 {
		s.check(fmt.Sprintf("198.51.100.%d", i))
	}
	if n := value[int](s, `select count(*) from neon_auth.list_limits()`); n != 30 {
		t.Errorf("%d counts", n)
	}
	s.sql(`update neon_auth.request_count set since = since - interval '2 hours'`)
	s.sql(`insert into neon_auth.verification (identifier, value, "expiresAt") select n::text, '', now() - interval '2 hours' from generate_series(1, 100) n`)
	s.sql(`select neon_auth_api.expire_deliveries()`)
	if n := value[int](s, `select (select count(*) from neon_auth.request_count) + (select count(*) from neon_auth.verification)`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

func TestLimitsAreASetting(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	for range 10 {
		s.check("198.51.100.11").wants(t, 400)
	}
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": true}}'`)
	for i := range 4 {
		want := 400
		if i == 3 {
			want = 429
		}
		s.check("198.51.100.11").wants(t, want)
	}
}

// B08: a code has three attempts, however many codes are requested, and from any address.
func TestB08GuessesAreBounded(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	from := 0
	elsewhere := func() []string {
		from++
		return []string{"X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", from/250, from%250)}
	}
	looked := 0
	for range 40 {
		got := s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}, elsewhere()...)
		if got.status == 429 {
			break
		}
		for s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": "abcdef"}, elsewhere()...).status == 400 {
			looked++
		}
	}
	if looked != 3 {
		t.Errorf("%d guesses in an hour", looked)
	}
}

func TestG05LimitsTellNothing(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	said := map[string]string{}
	for i, email := range []string{"ada@example.com", "nobody@example.com"} {
		for range 5 {
			got := s.ask("POST", "/email-otp/request-password-reset", object{"email": email}, "X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i))
			said[email] += fmt.Sprint(got.status, got.body, got.header.Get("Retry-After") != "", "\n")
		}
	}
	if said["ada@example.com"] != said["nobody@example.com"] {
		t.Errorf("%v", said)
	}
}

// A code has its three attempts on all paths together.
func TestH05TriesOnEveryPath(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	s.signUp("ada@example.com")
	code := s.code("ada@example.com", "sign-in")
	for range 2 {
		s.ask("POST", "/email-otp/check-verification-otp", object{"email": "ada@example.com", "type": "sign-in", "otp": "x"}).wants(t, 400)
	}
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": "x"}).wants(t, 400)
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 403, "TOO_MANY_ATTEMPTS")
}

// An attacker who uses up codes and guesses passwords does not lock the owner out: limits are per client address.
func TestH06NobodyIsLockedOut(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	evil, own := []string{"X-Forwarded-For", "198.51.100.66"}, []string{"X-Forwarded-For", "198.51.100.1"}
	s.code("ada@example.com", "sign-in")
	for range 20 {
		s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": "guess guess"}, evil...)
		s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": "x"}, evil...)
	}
	s.justNow()
	s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": "guess guess"}, evil...).wants(t, 429)
	s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}, own...).wants(t, 200)
	code := s.code("ada@example.com", "sign-in")
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}, own...).wants(t, 200)
}
