package outbox_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestPasswordLink: the DBA creates a user, who sets a password with a mailed link that can be used once. The database
// never contains the token.
func TestPasswordLink(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set trusted_origins = '["https://app.example.com"]', options = '{"rateLimit": {"enabled": false}}'`)
	s.sql(`select neon_auth.create_user('ada@example.com', 'Ada', role => 'admin', send_link => true)`)
	set := func(link *url.URL, word string) answer {
		s.Helper()
		back := s.ask("GET", link.String(), nil).wants(t, 302).header.Get("Location")
		if !strings.HasPrefix(back, "https://app.example.com/auth/reset-password?token=") {
			t.Fatalf("the link leads to %s", back)
		}
		token := link.Path[strings.LastIndex(link.Path, "/")+1:]
		if strings.Contains(string(s.dump()), token) || strings.Contains(s.log.String(), token) {
			t.Error("the database or the log holds the token")
		}
		return s.ask("POST", "/reset-password", object{"token": token, "newPassword": word})
	}
	link := s.link("ada@example.com", "set-password-link")
	set(link, goodWord).wants(t, 200)
	s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}).wants(t, 200, `"ada@example.com"`)
	s.ask("POST", "/reset-password", object{"token": link.Path[strings.LastIndex(link.Path, "/")+1:], "newPassword": "another word"}).wants(t, 400, "INVALID_TOKEN")

	// A user who no longer exists gets no mail, and a page that is not trusted is rejected.
	_, err := s.db.Owner.Exec(t.Context(), `select neon_auth.create_user('bob@example.com', send_link => true, redirect_to => 'https://evil.example.com/x')`)
	if err == nil || !strings.Contains(err.Error(), "the page to set the password on is not at a trusted origin") {
		t.Errorf("a page that is not trusted: %v", err)
	}
	if value[bool](s, `select exists (select from neon_auth."user" where email = 'bob@example.com')`) {
		t.Error("the user was created")
	}
	s.sql(`begin; select neon_auth.create_user('carl@example.com', send_link => true); delete from neon_auth."user" where email = 'carl@example.com'; commit`)
	s.eventually(`select state = 'dead' or count(*) over () = 0 from neon_auth.outbox where recipient = 'carl@example.com'`)
}
