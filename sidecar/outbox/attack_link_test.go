package outbox_test

import (
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"testing"
)

// The attacks in attacks.md that use the content of mails and the targets of their links.

func TestD09OddFirstRequest(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}, "Host", "evil.example.org:8080", "X-Forwarded-Proto", "http").wants(t, 200)
	s.ask("GET", "/../../evil/auth/ok", nil, "Host", "evil.example.org")
	s.signUp("ada@example.com")
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}).wants(t, 200)
	if link := s.link("ada@example.com", "forget-password-link").String(); !strings.HasPrefix(link, publicURL+"/"+s.db.Name+"/auth/") {
		t.Errorf("the link is %s", link)
	}
}

func TestD12HomoglyphsInAddresses(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	for _, email := range []string{"ada＠example.com", "ada﹫example.com", "ada@example．com", "ada@еxample.com", "a\u0000da@example.com"} {
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": email, "type": "sign-in"}).wants(t, 400)
		s.ask("POST", "/sign-up/email", object{"name": "x", "email": email, "password": goodWord}).wants(t, 400)
		s.ask("POST", "/request-password-reset", object{"email": email}).wants(t, 400)
	}
	if n := value[int](s, `select (select count(*) from neon_auth.outbox) + (select count(*) from neon_auth."user")`); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestD13MarkupInMails(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set name = '<img src=x onerror=alert(1)>"{{.Code}}'`)
	s.code("ada@example.com", "sign-in")
	mail := s.post.Wait(t, "ada@example.com", "sign-in-otp", 0)
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(mail.Raw)))
	if err != nil {
		t.Fatal(err)
	}
	_, rich, _ := strings.Cut(string(raw), "text/html")
	if rich == "" || strings.Contains(rich, "<img") || !strings.Contains(rich, "&lt;img") {
		t.Errorf("the HTML form is\n%s", rich)
	}
	if !strings.Contains(mail.Text, "{{.Code}}") {
		t.Errorf("the name is taken for a template:\n%s", mail.Text)
	}
}

func TestD14CallbackSurvivesTheMail(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set email_and_password = '{"emailVerificationMethod": "link"}'`)
	s.signUp("ada@example.com")
	const back = publicURL + "/in?a=1&b=2&token=mine&callbackURL=x#f"
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com", "callbackURL": back}).wants(t, 200)
	link := s.link("ada@example.com", "email-verification-link")
	if query, err := url.ParseQuery(link.RawQuery); err != nil || len(query) != 2 || len(query["token"]) != 1 || query.Get("callbackURL") != back || link.Fragment != "" {
		t.Errorf("the link is %s", link)
	}
	s.leadsTo(s.follow(link), back)
}

func TestD17PagesWithTokensTellNobody(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}',
		email_and_password = '{"emailVerificationMethod": "link"}'`)
	s.signUp("ada@example.com")
	s.ask("POST", "/send-verification-email", object{"email": "ada@example.com"}).wants(t, 200)
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com", "redirectTo": "/reset"}).wants(t, 200)
	for _, kind := range []string{"email-verification-link", "magic-link", "forget-password-link"} {
		link := s.link("ada@example.com", kind)
		for _, origin := range []string{"", publicURL} { // the page for a browser, then the response for a program
			got := s.ask("GET", link.String(), nil, "Origin", origin)
			if policy := got.header.Get("Referrer-Policy"); policy != "no-referrer" && policy != "same-origin" {
				t.Errorf("%s, %q: %v", kind, origin, got.header)
			}
			if text := strings.ToLower(got.body); strings.Contains(text, "src=") || strings.Contains(text, "<link") || strings.Contains(text, "@import") {
				t.Errorf("%s loads something: %s", kind, got.body)
			}
		}
	}
}
