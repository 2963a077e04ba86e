package outbox_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/mail"
)

// codeMail requests a code for an address and returns the mail's subject and HTML.
func (s *stage) codeMail(email, accepted string) (subject, rich string) {
	s.Helper()
	before := value[int](s, `select count(*) from neon_auth.outbox where recipient = $1 and kind = 'sign-in-otp'`, email)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": email, "type": "sign-in"}, "Accept-Language", accepted).wants(s.T, 200)
	got := s.post.Wait(s, email, "sign-in-otp", before)
	return got.Subject, strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(got.Raw) // quoted-printable
}

// TestMailsAreInTheReadersLanguage: the user's locale, then the languages of the request, then the project's.
func TestMailsAreInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set name = 'Acme'`)
	s.signUp("ada@example.com")
	expect := func(email, accepted, want string) {
		t.Helper()
		if subject, _ := s.codeMail(email, accepted); subject != want {
			t.Errorf("%s who accepts %.40q gets %q instead of %q", email, accepted, subject, want)
		}
	}
	expect("ada@example.com", "", "Your sign-in code for Acme")
	expect("ada@example.com", "de-CH, en;q=0.5", "Ihr Anmeldecode für Acme")
	expect("new@example.com", "sv, ja;q=0.9", "Acme のログインコード")
	expect("new@example.com", strings.Repeat("x", 8192), "Your sign-in code for Acme")
	expect("new@example.com", "\xff'; drop table x--, ar;q=0.1", "رمز تسجيل الدخول إلى Acme")
	s.sql(`update neon_auth.project_config set options = '{"language": "it"}'`)
	expect("new@example.com", "sv", "Il tuo codice di accesso a Acme")

	cookie := sessionCookie(s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}).wants(t, 200).header)
	s.ask("POST", "/update-user", object{"locale": "pt-BR"}, "Cookie", cookie).wants(t, 200)
	if body := s.ask("GET", "/get-session", nil, "Cookie", cookie).wants(t, 200).body; strings.Contains(body, "locale") {
		t.Errorf("the user has another field: %s", body)
	}
	expect("ada@example.com", "de", "Seu código de acesso a Acme")
	s.ask("POST", "/update-user", object{"locale": nil, "name": "Ada"}, "Cookie", cookie).wants(t, 200)
	expect("ada@example.com", "de", "Ihr Anmeldecode für Acme")
	s.ask("POST", "/update-user", object{"locale": "<script>"}, "Cookie", cookie).wants(t, 400)

	// The old address is not the user's any more when the mail is queued, but the mail is for the same reader.
	s.sql(`insert into neon_auth.user_locale select id, 'fr' from neon_auth."user" where email = 'ada@example.com'`)
	s.sql(`update neon_auth."user" set email = 'ada2@example.com' where email = 'ada@example.com'`)
	if got := s.post.Wait(s, "ada@example.com", "email-changed", 0); got.Subject != "Votre adresse e-mail a été modifiée" {
		t.Errorf("the old address is told %q", got.Subject)
	}
}

// TestAProjectsOwnMails: rows of mail_template, by language. One that cannot be rendered does not stop a mail.
func TestAProjectsOwnMails(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set name = 'Acme', options = '{"branding": {"color": "#0f62fe", "logo": "https://cdn.example.com/logo.png"}}'`)
	if _, raw := s.codeMail("a@example.com", "de"); !strings.Contains(raw, "cdn.example.com/logo.png") {
		t.Errorf("the mail has no logo:\n%s", raw)
	}
	s.sql(`insert into neon_auth.mail_template (kind, language, subject, html) values
		('sign-in-otp', 'sv', 'Din kod', '<p>Hej {{email}}: {{code}}, {{minutes}} minuter</p>'), ('sign-in-otp', '*', '{{app}} {{code}}', null)`)
	subject, raw := s.codeMail("a@example.com", "sv-SE,de")
	if subject != "Din kod" || !strings.Contains(raw, "<p>Hej a@example.com: ") || !strings.Contains(raw, "15 minuter") {
		t.Errorf("%q\n%s", subject, raw)
	}
	if subject, _ = s.codeMail("a@example.com", "de"); !strings.HasPrefix(subject, "Acme ") || len(subject) != len("Acme 123456") {
		t.Errorf("in another language: %q", subject)
	}
	s.sql(`update neon_auth.mail_template set html = '<textarea>{{code}}' where language = 'sv'`) // an element that does not end
	if subject, _ = s.codeMail("a@example.com", "sv"); subject != "Your sign-in code for Acme" {
		t.Errorf("broken texts are not replaced by ours: %q", subject)
	}
	if !strings.Contains(s.log.String(), "mail_template cannot be rendered") {
		t.Error("the log does not mention the broken text")
	}
}

// TestKindsOfMail: the kinds that mail_template accepts are those that have texts, with the same variables.
func TestKindsOfMail(t *testing.T) {
	t.Parallel()
	s := start(t)
	rows := value[string](s, `select string_agg(k.kind, ' ' order by k.kind collate "C") from neon_auth_internal.mail_kind k`)
	if want := strings.Join(mail.Kinds(), " "); rows != want {
		t.Errorf("SQL knows %s\ninstead of %s", rows, want)
	}
	for _, kind := range mail.Kinds() {
		used := value[string](s, `select string_agg('{{' || v || '}}', ' ') from neon_auth_internal.mail_kind k, unnest(k.variables) v where k.kind = $1`, kind)
		if _, plain, _, err := mail.Preview(kind, "en", mail.Content{App: "Acme"}, mail.Own{Text: used}); err != nil || strings.Contains(plain, "  ") || strings.HasSuffix(plain, " ") {
			t.Errorf("%s: %s becomes %q: %v", kind, used, plain, err)
		}
	}
	// Every mail that a function of ours queues has a kind with texts.
	if unknown := value[*string](s, `select string_agg(m.found[1], ' ')
		from pg_proc p, regexp_matches(p.prosrc, E'(?:queue_mail|queue_no_mail)\\(\\s*''([^'']+)''', 'g') as m (found)
		where p.pronamespace = 'neon_auth_internal'::regnamespace and not exists (select from neon_auth_internal.mail_kind k where k.kind = m.found[1])`); unknown != nil {
		t.Errorf("there are no texts for %s", *unknown)
	}
}
