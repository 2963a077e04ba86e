package outbox_test

import (
	"net/url"
	"strings"
	"testing"
)

// visitor signs a user up on a stage where addresses can be changed, and returns the header with the user's cookie.
func (s *stage) visitor(email string) []string {
	s.Helper()
	s.sql(`update neon_auth.project_config set options = '{"user": {"changeEmail": {"enabled": true}}, "rateLimit": {"enabled": false}}'`)
	got := s.ask("POST", "/sign-up/email", object{"name": "x", "email": email, "password": goodWord}).wants(s.T, 200)
	return []string{"Cookie", sessionCookie(got.header)}
}

func (s *stage) verified(email string) {
	s.sql(`update neon_auth."user" set "emailVerified" = true where email = $1`, email)
}

func (s *stage) follow(link *url.URL, header ...string) answer {
	s.Helper()
	return s.ask("GET", link.String(), nil, header...)
}

func (s *stage) leadsTo(got answer, place string) {
	s.Helper()
	if at := got.wants(s.T, 302).header.Get("Location"); at != place {
		s.Errorf("it leads to %s instead of %s", at, place)
	}
}

func TestL08ChangeEmail(t *testing.T) {
	t.Parallel()
	s := start(t)
	ada := s.visitor("ada@example.com")
	s.verified("ada@example.com")
	old := s.resetToken("ada@example.com")
	s.ask("POST", "/change-email", object{"newEmail": "New@example.com", "callbackURL": "/done"}, ada...).wants(t, 200)

	confirm := s.link("ada@example.com", "change-email-link")
	s.ask("GET", confirm.String(), nil, "Origin", "").wants(t, 200, "from ada@example.com to new@example.com", `<form method="post">`)
	s.leadsTo(s.follow(confirm), "/done")
	finish := s.link("new@example.com", "email-verification-link")
	s.ask("GET", finish.String(), nil, "Origin", "").wants(t, 200, "Confirm that new@example.com is your email address")
	if value[bool](s, `select exists (select from neon_auth."user" where email = 'new@example.com')`) {
		t.Error("the address is changed before it is proven")
	}
	s.leadsTo(s.follow(confirm), "/done?error=invalid_token")

	got := s.follow(finish)
	s.leadsTo(got, "/done")
	if !strings.Contains(got.header.Get("Set-Cookie"), "session_token") {
		t.Error("who proves it is not signed in")
	}
	if !value[bool](s, `select email = 'new@example.com' and "emailVerified" from neon_auth."user"`) {
		t.Error("the address is not changed")
	}
	if told := s.post.Wait(t, "ada@example.com", "email-changed", 0).Text; strings.Contains(told, "new@") {
		t.Errorf("the mail to the old address contains the new one: %s", told)
	}
	s.leadsTo(s.follow(finish), "/done?error=user_not_found")
	s.ask("POST", "/reset-password", object{"token": old, "newPassword": "another word"}).wants(t, 400, "INVALID_TOKEN")
	s.ask("GET", "/get-session", nil, ada...).wants(t, 200, "new@example.com")
}

func TestA20OnlyTheLastRequestCounts(t *testing.T) {
	t.Parallel()
	s := start(t)
	ada := s.visitor("ada@example.com")
	bob := s.visitor("bob@example.com")
	change := func(to string) *url.URL {
		s.ask("POST", "/change-email", object{"newEmail": to, "callbackURL": "/done"}, ada...).wants(t, 200)
		return s.link(to, "email-verification-link")
	}
	first := change("first@example.com")
	last := change("last@example.com")
	s.leadsTo(s.follow(first, ada...), "/done?error=invalid_token")
	bare := first.Query()
	bare.Del("callbackURL")
	s.ask("GET", "/verify-email?"+bare.Encode(), nil, ada...).wants(t, 400, "INVALID_TOKEN")
	s.leadsTo(s.follow(last, bob...), "/done?error=unauthorized")

	// Once she is verified, the mail goes to the old address first, and links sent to the new address before are not valid.
	s.verified("ada@example.com")
	s.ask("POST", "/change-email", object{"newEmail": "other@example.com"}, ada...).wants(t, 200)
	s.link("ada@example.com", "change-email-link")
	s.leadsTo(s.follow(last, ada...), "/done?error=invalid_token")

	// A link for an address that another user has taken in the meantime is not valid either.
	s.ask("POST", "/change-email", object{"newEmail": "third@example.com"}, ada...).wants(t, 200)
	again := s.nth("ada@example.com", "change-email-link", 1)
	s.sql(`update neon_auth."user" set email = 'away@example.com' where email = 'ada@example.com'`)
	s.sql(`update neon_auth."user" set email = 'ada@example.com' where email = 'bob@example.com'`)
	s.leadsTo(s.follow(again), "/?error=invalid_token")
	if n := value[int](s, `select count(*) from neon_auth."user" where email in ('away@example.com', 'ada@example.com')`); n != 2 {
		t.Error("an address has changed")
	}
	if n := value[int](s, `select count(*) from neon_auth.verification where identifier like 'change-email-%' and value !~ '^[0-9a-f]{64}$'`); n != 0 {
		t.Error("a link is kept otherwise than as a hash")
	}
}

func TestA21G04TakenAddressesLookFree(t *testing.T) {
	t.Parallel()
	s := start(t)
	ada := s.visitor("ada@example.com")
	s.visitor("bob@example.com")
	before := value[string](s, `select u::text from neon_auth."user" u where email = 'bob@example.com'`)
	ask := func(to string) answer { return s.ask("POST", "/change-email", object{"newEmail": to}, ada...) }

	taken, free := ask("Bob@example.com"), ask("free@example.com")
	if taken.status != 200 || taken.status != free.status || taken.body != free.body {
		t.Errorf("%d %s and %d %s", taken.status, taken.body, free.status, free.body)
	}
	s.link("free@example.com", "email-verification-link")

	// If her address is verified, the confirmation goes there, whether the new address is taken or not, and ends there.
	s.verified("ada@example.com")
	ask("bob@example.com").wants(t, 200)
	s.leadsTo(s.follow(s.link("ada@example.com", "change-email-link"), ada...), "/")
	if n := value[int](s, `select count(*) from neon_auth.outbox where recipient ilike 'bob@example.com'`); n != 0 {
		t.Errorf("%d mails to whom the address belongs", n)
	}

	// If the address is taken between request and link, the accounts are not merged.
	ask("late@example.com").wants(t, 200)
	s.follow(s.nth("ada@example.com", "change-email-link", 1), ada...).wants(t, 302)
	finish := s.link("late@example.com", "email-verification-link")
	s.visitor("late@example.com")
	s.follow(finish, ada...).wants(t, 422, "USER_ALREADY_EXISTS")
	if n := value[int](s, `select count(*) from neon_auth."user"`); n != 3 {
		t.Errorf("%d users", n)
	}
	if after := value[string](s, `select u::text from neon_auth."user" u where email = 'bob@example.com'`); after != before {
		t.Errorf("%s was %s", after, before)
	}
}

func TestB05ChangeLinkServesOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	ada := s.visitor("ada@example.com")
	s.ask("POST", "/change-email", object{"newEmail": "new@example.com"}, ada...).wants(t, 200)
	link := s.link("new@example.com", "email-verification-link")
	before := value[int](s, `select count(*) from neon_auth.session`)
	s.atOnce(20, func(int) answer { return s.follow(link) })
	if n := value[int](s, `select count(*) from neon_auth.session`); n != before+1 {
		t.Errorf("%d sessions were opened", n-before)
	}
	if n := value[int](s, `select count(*) from neon_auth.outbox where kind = 'email-changed'`); n != 1 {
		t.Errorf("the old address got %d mails", n)
	}
}
