package outbox_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

const appOrigin = "https://app.test"

// trustApp trusts the app's origin, and enables all features that mail a link.
func (s *stage) trustApp() {
	s.Helper()
	s.sql(`update neon_auth.project_config set trusted_origins = '[{"domain": "` + appOrigin + `"}]', plugin_configs = '{"magicLink": {"enabled": true}}',
		email_and_password = '{"emailVerificationMethod": "link"}', options = '{"strictOrigin": false, "user": {"changeEmail": {"enabled": true}, "deleteUser": {"enabled": true, "sendVerification": true}}}'`)
}

// verifier is the parameter with which an app's page gets a session if its browser has no cookies of this host.
var verifier = regexp.MustCompile(`[?&]neon_auth_session_verifier=[A-Za-z0-9]+`)

// landing opens a mailed link without a browser, and returns where it redirects, without the verifier.
func (s *stage) landing(link *url.URL, header ...string) string {
	s.Helper()
	to := s.ask("GET", link.String(), nil, header...).wants(s.T, 302).header.Get("Location")
	return verifier.ReplaceAllString(to, "")
}

// Apps send relative addresses. They mean pages of the app, as this server has no such pages.
func TestRelativeAddressesLeadToTheApp(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.trustApp()
	from := []string{"Origin", appOrigin}
	magic := object{"email": "ada@example.com", "callbackURL": "/dashboard", "newUserCallbackURL": "/welcome?x=1", "errorCallbackURL": "/oops?a"}

	s.ask("POST", "/sign-in/magic-link", magic, from...).wants(t, 200)
	link := s.nth("ada@example.com", "magic-link", 0)
	if to := s.landing(link); to != appOrigin+"/welcome?x=1" {
		t.Errorf("a new user is sent to %s", to)
	}
	if to := s.landing(link); !strings.HasPrefix(to, appOrigin+"/oops?a&error=") {
		t.Errorf("a used link leads to %s", to)
	}
	s.ask("POST", "/sign-in/magic-link", magic, from...).wants(t, 200)
	if to := s.landing(s.nth("ada@example.com", "magic-link", 1)); to != appOrigin+"/dashboard" {
		t.Errorf("a known user is sent to %s", to)
	}
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}, from...).wants(t, 200)
	if to := s.landing(s.nth("ada@example.com", "magic-link", 2)); to != appOrigin+"/" {
		t.Errorf("without an address: %s", to)
	}

	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com", "redirectTo": "/auth/reset-password?step=1"}, from...).wants(t, 200)
	link = s.link("ada@example.com", "forget-password-link")
	if to := s.landing(link); !strings.HasPrefix(to, appOrigin+"/auth/reset-password?step=1&token=") {
		t.Errorf("a reset leads to %s", to)
	}
	s.sql(`update neon_auth.verification set "expiresAt" = now() - interval '1 second'`)
	if to := s.landing(link); to != appOrigin+"/auth/reset-password?step=1&error=INVALID_TOKEN" {
		t.Errorf("a late reset leads to %s", to)
	}

	s.signUp("bob@example.com")
	s.ask("POST", "/send-verification-email", object{"email": "bob@example.com", "callbackURL": "/dashboard"}, from...).wants(t, 200)
	link = s.link("bob@example.com", "email-verification-link")
	if to := s.landing(link); to != appOrigin+"/dashboard" {
		t.Errorf("a verification leads to %s", to)
	}
	query := link.Query()
	query.Set("token", "forged")
	link.RawQuery = query.Encode()
	if to := s.landing(link); to != appOrigin+"/dashboard?error=invalid_token" {
		t.Errorf("a forged verification leads to %s", to)
	}

	up := s.ask("POST", "/sign-in/email", object{"email": "bob@example.com", "password": goodWord}).wants(t, 200)
	bob := []string{"Cookie", sessionCookie(up.header)}
	s.ask("POST", "/change-email", object{"newEmail": "new@example.com", "callbackURL": "/done"}, append(bob, from...)...).wants(t, 200)
	if to := s.landing(s.link("bob@example.com", "change-email-link"), bob...); to != appOrigin+"/done" {
		t.Errorf("the first link of a change leads to %s", to)
	}
	if to := s.landing(s.link("new@example.com", "email-verification-link"), bob...); to != appOrigin+"/done" {
		t.Errorf("the second link of a change leads to %s", to)
	}
	s.ask("POST", "/delete-user", object{"callbackURL": "/bye"}, append(bob, from...)...).wants(t, 200)
	if to := s.landing(s.link("new@example.com", "delete-account-link"), bob...); to != appOrigin+"/bye" {
		t.Errorf("a deletion leads to %s", to)
	}
}

// If no page of a trusted app sent the request, a relative address stays on this server's origin, as in the reference.
func TestRelativeAddressesWithoutATrustedOrigin(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.trustApp()
	s.sql(`select neon_auth.set('strictOrigin', 'false')`) // otherwise most of these are rejected
	for i, origin := range []string{"", publicURL, "https://evil.test", "null", "http://app.test", "https://app.test.evil.test", "https://x@app.test"} {
		s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com", "callbackURL": "/dashboard"}, "Origin", origin).wants(t, 200)
		link := s.nth("ada@example.com", "magic-link", i)
		if to := s.landing(link); to != publicURL+"/dashboard" {
			t.Errorf("%q: %s", origin, to)
		}
	}
	// An origin that is no longer trusted is not used for redirects either.
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com", "callbackURL": "/dashboard"}, "Origin", appOrigin).wants(t, 200)
	s.sql(`update neon_auth.project_config set trusted_origins = '[]'`)
	s.ask("GET", s.nth("ada@example.com", "magic-link", 7).String(), nil).wants(t, 403, "INVALID_CALLBACK")
}

// The query of the app's URL stays byte for byte. Parameters are appended, and characters not allowed in URLs are encoded.
func TestAddressesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.trustApp()
	s.signUp("ada@example.com")
	resets, magic := 0, 0
	for given, want := range map[string]string{
		appOrigin + "/x?b=1;c&flag&a=%":       appOrigin + "/x?b=1;c&flag&a=%",
		appOrigin + "/x?z=1&a=%2B+&=&&z#r?s=": appOrigin + "/x?z=1&a=%2B+&=&&z#r?s=",
		appOrigin + "/ü b?q=ä ö#é":            appOrigin + "/%C3%BC%20b?q=%C3%A4%20%C3%B6#%C3%A9",
		appOrigin:                             appOrigin + "/",
	} {
		with := func(more string) string {
			address, fragment, found := strings.Cut(want, "#")
			separator := "?"
			if strings.Contains(address, "?") {
				separator = "&"
			}
			if address += separator + more; found {
				address += "#" + fragment
			}
			return address
		}
		s.ask("POST", "/request-password-reset", object{"email": "ada@example.com", "redirectTo": given}).wants(t, 200)
		link := s.nth("ada@example.com", "forget-password-link", resets)
		resets++
		token := link.Path[strings.LastIndex(link.Path, "/")+1:]
		if to := s.landing(link); to != with("token="+token) {
			t.Errorf("reset: %s", to)
		}
		link.Path = strings.Replace(link.Path, token, "forged", 1)
		if to := s.landing(link); to != with("error=INVALID_TOKEN") {
			t.Errorf("reset: %s", to)
		}
		s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com", "callbackURL": given}).wants(t, 200)
		link = s.nth("ada@example.com", "magic-link", magic)
		magic++
		if to := s.landing(link); to != want {
			t.Errorf("magic link: %s", to)
		}
		if to := s.landing(link); !strings.HasPrefix(to, strings.Split(with("error="), "error=")[0]+"error=") || strings.Contains(want, "#") != strings.Contains(to, "#") {
			t.Errorf("magic link, used: %s", to)
		}
		back := &url.URL{Path: "/" + s.db.Name + "/auth/verify-email", RawQuery: url.Values{"token": {"forged"}, "callbackURL": {given}}.Encode()}
		address, err := url.Parse(publicURL + back.String())
		if err != nil {
			t.Fatal(err)
		}
		if to := s.landing(address); to != with("error=invalid_token") {
			t.Errorf("verification: %s", to)
		}
	}
}
