package outbox_test

import "testing"

// A verification link that was mailed before a recovery is not accepted after it.
func TestVerificationLinkEndsWithRecovery(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set email_and_password = '{"emailVerificationMethod": "link"}', options = '{"rateLimit": {"enabled": false}}'`)
	s.ask("POST", "/sign-up/email", object{"name": "x", "email": "ada@example.com", "password": goodWord}).wants(t, 200)
	mail := func() string {
		s.sql(`delete from neon_auth.outbox`)
		s.ask("POST", "/send-verification-email", object{"email": "ada@example.com", "callbackURL": "/done"}).wants(t, 200)
		return s.link("ada@example.com", "email-verification-link").String()
	}
	for _, recovery := range []string{
		`update neon_auth.account set password = 'other'`,
		`update neon_auth."user" set banned = true; update neon_auth."user" set banned = false`,
	} {
		link := mail()
		s.sql(recovery)
		s.leadsTo(s.ask("GET", link, nil), "/done?error=invalid_token")
		if value[bool](s, `select "emailVerified" from neon_auth."user"`) {
			t.Error("it proves the address")
		}
	}
	link := mail()
	s.leadsTo(s.ask("GET", link, nil), "/done")
	s.leadsTo(s.ask("GET", link, nil), "/done") // a second time, it has no effect
	if n := value[int](s, `select count(*) from neon_auth.session where "createdAt" > now() - interval '1 hour'`); n != 1 {
		t.Errorf("%d sessions are open, want the one of the link", n)
	}
}

// A change of address requires a fresh session or the password, and no link for it is valid after a recovery.
func TestChangeOfAddressNeedsProof(t *testing.T) {
	t.Parallel()
	s := start(t)
	ada := s.visitor("ada@example.com")
	s.sql(`update neon_auth.session set "createdAt" = now() - interval '25 hours'`)
	change := object{"newEmail": "new@example.com", "callbackURL": "/done"}
	s.ask("POST", "/change-email", change, ada...).wants(t, 403, "SESSION_IS_NOT_FRESH")
	change["password"] = "wrong word"
	s.ask("POST", "/change-email", change, ada...).wants(t, 400, "INVALID_PASSWORD")
	change["password"] = goodWord
	s.ask("POST", "/change-email", change, ada...).wants(t, 200)
	link := s.link("new@example.com", "email-verification-link")
	s.sql(`select neon_auth.revoke_sessions(id) from neon_auth."user"`)
	s.leadsTo(s.follow(link), "/done?error=invalid_token")
	if !value[bool](s, `select email = 'ada@example.com' from neon_auth."user"`) {
		t.Error("the address is changed")
	}
	s.sql(`update neon_auth."user" set email = 'sql@example.com'`)
	s.post.Wait(t, "ada@example.com", "email-changed", 0)
}
