package api_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/translation"
)

// TestEveryFailureIsTranslated: or is in the list of those that keep their message.
func TestEveryFailureIsTranslated(t *testing.T) {
	t.Parallel()
	h := start(t)
	settings, err := h.branch.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, failure := range settings.Failures {
		german, known := translation.Failure("de", name)
		if failure.Message != "" && !known {
			t.Errorf("sidecar/translation/failure.go lacks %s: %q", name, failure.Message)
		}
		if english, _ := translation.Failure("en", name); german != "" && (english == "" || english == german) {
			t.Errorf("%s is %q and %q", name, english, german)
		}
	}
}

// TestErrorsInTheClientsLanguage: only if the project says so, only our messages, and never the code.
func TestErrorsInTheClientsLanguage(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client()
	wrong := map[string]any{"email": "nobody@example.com", "password": "wrong password"}
	expect := func(accepted, want string) {
		t.Helper()
		got := c.post("/sign-in/email", wrong, "Accept-Language", accepted)
		if got.status != 401 || got.field("code") != "INVALID_EMAIL_OR_PASSWORD" || got.field("message") != want {
			t.Errorf("%.30q: %d %s", accepted, got.status, got.body)
		}
	}
	expect("de", "Invalid email or password")
	h.sql(`update neon_auth.project_config set options = coalesce(options, '{}') || '{"translateErrors": true}'`)
	expect("de-CH,en;q=0.5", "Die E-Mail-Adresse oder das Passwort ist nicht korrekt.")
	expect("sv, ja;q=0.5", "メールアドレスまたはパスワードが正しくありません。")
	expect("en-GB", "Invalid email or password")
	expect("", "Invalid email or password")
	expect(strings.Repeat("x,", 4096), "Invalid email or password")
	h.sql(`update neon_auth.project_config set options = options || '{"language": "pl"}'`)
	expect("", "Adres e-mail lub hasło są nieprawidłowe.")

	// Details are not translated, nor what the app says itself.
	if got := c.post("/sign-in/email", map[string]any{"email": 5}, "Accept-Language", "de"); got.field("code") != "VALIDATION_ERROR" || !strings.Contains(got.body, "email") {
		t.Error(got.body)
	}
	h.sql(`insert into neon_auth.sign_up_rule (action, email, message) values ('deny', '*@example.com', 'Staff only')`)
	if got := c.post("/sign-up/email", map[string]any{"email": "x@example.com", "name": "x", "password": goodWord}, "Accept-Language", "de"); got.field("message") != "Staff only" {
		t.Error(got.body)
	}
	// A message with details is recognised.
	if got := c.post("/sign-in/social", map[string]any{"provider": "nope", "callbackURL": "/"}, "Accept-Language", "de"); got.status == 404 && got.field("message") != "Dieser Anmeldedienst ist nicht verfügbar." {
		t.Error(got.body)
	}
}

// TestPagesSayWhatHappened: in the reader's language, without what strangers write into the address.
func TestPagesSayWhatHappened(t *testing.T) {
	t.Parallel()
	h := start(t)
	auth := "/" + h.db.Name + "/auth"
	for path, want := range map[string]string{
		"/error?error=access_denied":                "Sie haben abgebrochen",
		"/error?state=state_not_found":              "zu lange gedauert",
		"/error?error=INVALID_TOKEN":                "Dieser Link ist ungültig",
		"/error?error=%3Cscript%3E":                 "UNKNOWN",
		"/error?error=x&error_description=Call+Eve": "<blockquote",
		"/verify-email?token=nonsense":              "Dieser Link ist ungültig",
		"/nope":                                     "Seite nicht gefunden",
	} {
		got := h.at("GET", auth+path, "Accept", browserAccept, "Accept-Language", "de")
		if !strings.Contains(got.body, want) || !strings.Contains(got.body, `<html lang="de" dir="ltr">`) {
			t.Errorf("%s: %s", path, got.body)
		}
		if policy := got.header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, policy)
		}
	}
	if got := h.at("GET", auth+"/verify-email?token=nonsense", "Accept-Language", "de"); !strings.Contains(got.body, `"code":"INVALID_TOKEN"`) {
		t.Errorf("a program gets %s", got.body)
	}
}
