package mail_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/translation"
)

var kinds = []string{
	"sign-in-otp", "email-verification-otp", "forget-password-otp", "email-verification-link", "forget-password-link",
	"change-email-link", "delete-account-link", "magic-link", "invitation", "password-changed", "email-changed", "already-registered",
	"two-factor-otp", "two-factor-enabled", "two-factor-changed", "two-factor-disabled",
	"phone-number-added", "phone-number-removed", "passkey-added", "passkey-removed", "passkey-copied",
}

func load(t *testing.T, dir string) *mail.Templates {
	t.Helper()
	templates, err := mail.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

func TestEveryKind(t *testing.T) {
	t.Parallel()
	templates := load(t, "")
	const link = "https://auth.test/db/auth/x?token=a&callbackURL=%2F"
	for _, kind := range kinds {
		content := mail.Content{App: `Tom & "Jerry" <script>`}
		if strings.HasSuffix(kind, "-otp") {
			content.Code = "012345"
		} else if !strings.HasSuffix(kind, "ed") {
			content.Link = link
		}
		subject, plain, rich, err := templates.Render(kind, content)
		if err != nil {
			t.Fatal(err)
		}
		if subject == "" || !strings.Contains(plain, content.App) || !strings.Contains(plain, content.Code+content.Link) {
			t.Errorf("%s: %q\n%s", kind, subject, plain)
		}
		if strings.Contains(rich, "<script>") || !strings.Contains(rich, content.Code) ||
			content.Link != "" && !strings.Contains(rich, `href="https://auth.test/db/auth/x?token=a&amp;callbackURL=%2F"`) {
			t.Errorf("%s:\n%s", kind, rich)
		}
		if strings.Contains(plain+rich, "<no value>") || strings.Contains(rich, "ZgotmplZ") {
			t.Errorf("%s has missing values:\n%s", kind, plain)
		}
	}
	if _, _, _, err := templates.Render("../layout", mail.Content{}); !errors.Is(err, mail.ErrUnknown) {
		t.Errorf("an unknown kind: %v", err)
	}
}

func TestD10SubjectIsOneLine(t *testing.T) {
	t.Parallel()
	subject, _, _, err := load(t, "").Render("invitation", mail.Content{
		App: "x", Facts: map[string]string{"organization": "A\r\nBcc: eve@example.com\u2028\x00\u0085B", "inviter": "<b>Eve</b>"},
	})
	if err != nil || subject != "You've been invited to join A Bcc: eve@example.com B" {
		t.Errorf("the subject is %q (%v)", subject, err)
	}
}

func TestOperatorsTemplates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sign-in-otp.tmpl", `{{define "subject"}}Hallo{{end}}{{define "intro"}}Dein Code{{end}}{{define "button"}}{{end}}{{define "outro"}}Ende{{end}}`)
	write("layout.txt", `{{template "intro" .}}: {{.Code}}`)
	templates := load(t, dir)
	subject, plain, rich, err := templates.Render("sign-in-otp", mail.Content{Code: "123456"})
	if err != nil || subject != "Hallo" || plain != "Dein Code: 123456" || !strings.Contains(rich, "Ende") {
		t.Errorf("%q %q %v\n%s", subject, plain, err, rich)
	}
	if _, plain, _, err = templates.Render("magic-link", mail.Content{App: "x"}); err != nil || !strings.Contains(plain, "sign in to x") {
		t.Errorf("%q %v", plain, err)
	}
	write("broken.tmpl", `{{define "subject"}}`)
	if _, err := mail.Load(dir); err == nil || !strings.Contains(err.Error(), "broken.tmpl") {
		t.Errorf("a broken template: %v", err)
	}
	if _, err := mail.Load(filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
}

func TestParseSMTP(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]mail.SMTP{
		"smtp://mx.test":               {Host: "mx.test", Port: 587},
		"smtp://u:p%40ss@mx.test:2525": {Host: "mx.test", Port: 2525, Username: "u", Password: "p@ss"},
		"smtps://u@mx.test":            {Host: "mx.test", Port: 465, Username: "u", Implicit: true},
		"smtp://[::1]:25/":             {Host: "::1", Port: 25},
		"smtps://mx.test:8465":         {Host: "mx.test", Port: 8465, Implicit: true},
	} {
		if got, err := mail.ParseSMTP(text); err != nil || got != want {
			t.Errorf("%s: %+v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "mx.test:25", "http://mx.test", "smtp://", "smtp://u:hush%@mx.test", "smtp://mx.test/path"} {
		if _, err := mail.ParseSMTP(text); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	way, err := mail.ParseSMTP(post.URL())
	if err != nil {
		t.Fatal(err)
	}
	m := mail.Message{
		ID: "1@auth.test", Kind: "sign-in-otp", From: "no-reply@auth.test", FromName: "Tom \"T\" <x@y.z>\r\nBcc: eve@example.com",
		To: "ada@example.com", Subject: "Grüße\r\nBcc: eve@example.com", Text: "Hallo Wörld\n", HTML: "<p>Hallo</p>",
	}
	if err := way.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := post.Wait(t, "ada@example.com", "sign-in-otp", 0)
	if got.ID != "<1@auth.test>" || got.Subject != "Grüße Bcc: eve@example.com" || !strings.Contains(got.Text, "Hallo Wörld") {
		t.Errorf("it came as %+v", got)
	}
	header, _, _ := strings.Cut(got.Raw, "\r\n\r\n")
	if strings.Contains(header, "\nBcc:") {
		t.Errorf("the header is\n%s", header)
	}
	for _, to := range []string{"", "ada", "Ada <ada@example.com>", "ada@example.com, eve@example.com", "ada@example.com\r\nBcc: eve@example.com"} {
		m.To = to
		if err := way.Send(t.Context(), m); !errors.Is(err, mail.ErrRefused) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	m.To, m.From = "ada@example.com", "nobody"
	if err := way.Send(t.Context(), m); err == nil || errors.Is(err, mail.ErrRefused) {
		t.Errorf("from an invalid address: %v", err)
	}
}

// The server does not support TLS: nothing that must be encrypted is sent.
func TestTLSIsNotGivenUp(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	way, err := mail.ParseSMTP(post.URL())
	if err != nil {
		t.Fatal(err)
	}
	m := mail.Message{ID: "1@auth.test", From: "no-reply@auth.test", To: "ada@example.com", Subject: "x", Text: "x", HTML: "x"}
	implicit := way
	implicit.Implicit = true
	elsewhere := way
	elsewhere.Host = "0.0.0.0" // reaches this machine, but is not a loopback address
	for name, s := range map[string]mail.SMTP{"implicit": implicit, "elsewhere": elsewhere} {
		if err := s.Send(t.Context(), m); err == nil {
			t.Errorf("%s: sent in clear", name)
		}
	}
	if n := len(post.Mails()); n != 0 {
		t.Errorf("%d mails", n)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	dir := filepath.Join(t.TempDir(), "mail")
	m := mail.Message{
		ID: "1@auth.test", Kind: "sign-in-otp", From: "no-reply@auth.test", To: "ada@example.com", Subject: "x", Text: "your 123456", HTML: "x",
		Secret: "123456",
	}
	if err := (mail.Folder{Dir: dir, Out: &out}).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*-sign-in-otp.eml"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !bytes.Contains(text, []byte("your 123456")) {
		t.Errorf("%s %v", text, err)
	}
	if want := "mail:     sign-in-otp to ada@example.com: 123456\n"; out.String() != want {
		t.Errorf("it prints %q", out.String())
	}
}

var unresolved = regexp.MustCompile(`<no value>|ZgotmplZ|\{\{|\}\}|%!|mail\.[a-z-]+\.`)

// TestEveryKindInEveryLanguage: complete, in one language, and safe.
func TestEveryKindInEveryLanguage(t *testing.T) {
	t.Parallel()
	templates := load(t, "")
	if len(mail.Kinds()) < 13 {
		t.Fatal(mail.Kinds())
	}
	for _, kind := range mail.Kinds() {
		english, englishText := "", ""
		for _, lang := range translation.Languages {
			subject, plain, rich, err := templates.Preview(kind, lang, mail.Content{App: "Acme"}, mail.Own{})
			if err != nil {
				t.Fatal(err)
			}
			if lang == "en" {
				english, englishText = subject, plain
			} else if subject == english || plain == englishText {
				t.Errorf("%s is English in %s", kind, lang)
			}
			for part, text := range map[string]string{"subject": subject, "text": plain, "html": rich} {
				if strings.TrimSpace(text) == "" || unresolved.MatchString(text) {
					t.Errorf("%s %s %s: %q: %s", kind, lang, part, unresolved.FindString(text), text)
				}
			}
			if utf8.RuneCountInString(subject) > 78 {
				t.Errorf("%s %s: a subject of %d characters is cut: %s", kind, lang, utf8.RuneCountInString(subject), subject)
			}
			if want := fmt.Sprintf(`<html lang="%s" dir="%s">`, lang, translation.Direction(lang)); !strings.Contains(rich, want) {
				t.Errorf("%s %s lacks %s", kind, lang, want)
			}
			if strings.HasSuffix(kind, "-otp") && (!strings.Contains(plain, "123456") || !strings.Contains(rich, ">123456<") || !strings.Contains(plain, "15")) {
				t.Errorf("%s %s lacks the code or how long it is valid:\n%s", kind, lang, plain)
			}
			if !strings.Contains(plain, "Acme") || !strings.Contains(rich, "Acme") || len(rich) > 20_000 || strings.Contains(rich, "<script") {
				t.Errorf("%s %s: %d bytes\n%s", kind, lang, len(rich), plain)
			}
			for word := range strings.FieldsSeq(rich) {
				if strings.HasPrefix(word, "src=") || strings.HasPrefix(word, "url(") {
					t.Errorf("%s %s loads %s", kind, lang, word)
				}
			}
		}
	}
	for _, lang := range []string{"", "sv", "nonsense", "de\"><script>"} {
		if _, plain, rich, err := templates.Render("magic-link", mail.Content{App: "x", Language: lang}); err != nil || !strings.Contains(plain, "Use this link") || strings.Contains(rich, "<script>") {
			t.Errorf("%q: %v\n%s", lang, err, plain)
		}
	}
}

func TestBrandingInMails(t *testing.T) {
	t.Parallel()
	templates := load(t, "")
	look := mail.Content{App: `A"><b>c`, Logo: "https://cdn.example.com/logo.png?a=1&b=2", Color: "#0f62fe"}
	_, _, rich, err := templates.Preview("magic-link", "en", look, mail.Own{})
	if err != nil || !strings.Contains(rich, `src="https://cdn.example.com/logo.png?a=1&amp;b=2"`) || !strings.Contains(rich, "background-color: #0f62fe") ||
		strings.Contains(rich, "<b>") {
		t.Errorf("%v\n%s", err, rich)
	}
	look.Logo, look.Color = "javascript:alert(1)", "red;background:url(https://evil.test)" // the settings refuse these
	if _, _, rich, err = templates.Preview("magic-link", "en", look, mail.Own{}); err != nil || strings.Contains(rich, "javascript:alert") || strings.Contains(rich, "evil.test") {
		t.Errorf("%v\n%s", err, rich)
	}
}

func TestAProjectsOwnTexts(t *testing.T) {
	t.Parallel()
	templates := load(t, "")
	own := mail.Own{
		Subject: "Hi {{ .App }}: {{inviter}}", Text: "{{.Facts.inviter}} at {{ORGANIZATION}}: {{link}} ({{minutes}})",
		HTML: `<a href="{{link}}" title="{{inviter}}">{{ inviter }}</a><p style="color: {{inviter}}">`,
	}
	c := mail.Content{App: "Acme", Link: "https://x.test/?a=1&b=2", ExpiresIn: 90 * time.Second, Facts: map[string]string{"inviter": "<img src=x onerror=alert(1)>\r\nBcc: x", "organization": "{{link}}"}}
	subject, plain, rich, err := templates.RenderOwn("invitation", c, own)
	if err != nil || subject != "Hi Acme: <img src=x onerror=alert(1)> Bcc: x" || !strings.Contains(plain, "at {{link}}: https://x.test/?a=1&b=2 (2)") {
		t.Errorf("%q %q %v", subject, plain, err)
	}
	if strings.Contains(rich, "<img") || !strings.Contains(rich, `href="https://x.test/?a=1&amp;b=2"`) || !strings.Contains(rich, "ZgotmplZ") {
		t.Errorf("%s", rich)
	}
	c.Link = "javascript:alert(1)"
	if _, _, rich, err = templates.RenderOwn("invitation", c, own); err != nil || strings.Contains(rich, `"javascript:`) {
		t.Errorf("%v %s", err, rich)
	}
	for _, source := range []string{
		`{{secret}}`, `{{.Words}}`, `{{printf "%v" .}}`, `{{range .}}x{{end}}`, `{{template "x"}}`, `{{define "x"}}`, `{{link | html}}`, `{{`, `}}`, `{{{link}}}`, `{{/* */}}`,
		"\x00.x\x01", `{{.App}`, `{{ .App . }}`,
	} {
		for _, own := range []mail.Own{{HTML: source}, {Text: source}, {Subject: source}} {
			if _, _, _, err := templates.RenderOwn("invitation", c, own); err == nil {
				t.Errorf("%q is rendered as %+v", source, own)
			}
		}
	}
	if _, _, rich, err = templates.RenderOwn("magic-link", c, mail.Own{Subject: "x"}); err != nil || !strings.Contains(rich, "Or copy this link") {
		t.Errorf("parts that are not replaced: %v", err)
	}
}

func TestChooseAProjectsOwnTexts(t *testing.T) {
	t.Parallel()
	list := []mail.Own{
		{Language: "sv", Subject: "sv"},
		{Language: "*", Subject: "any"},
		{Language: "de", Subject: "de"},
		{Language: "pt-BR", Subject: "pt-BR"},
		{Language: "zh-Hant", Subject: "zh-Hant"},
		{Language: "en-GB", Subject: "en-GB"},
	}
	for preferences, want := range map[string]string{
		"sv-SE": "it sv", "de,sv": "de de", "fr": "fr any", "": "it any", "xx,de-AT": "de de", "pt-BR": "pt pt-BR", "pt": "pt pt-BR", "zh-TW": "zh zh-Hant",
		"zh-CN": "zh any", "en-GB": "en en-GB", "en-US": "en any",
	} {
		lang, own := mail.Choose(list, preferences, "it")
		if got := lang + " " + own.Subject; got != want {
			t.Errorf("%q: %q instead of %q", preferences, got, want)
		}
	}
	if lang, own := mail.Choose(nil, "pt-BR", "en"); lang != "pt" || own != (mail.Own{}) {
		t.Errorf("%s %+v", lang, own)
	}
}

func TestOperatorsTemplateOfOneLanguage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := `{{define "subject"}}Servus{{end}}{{define "intro"}}x{{end}}{{define "button"}}x{{end}}{{define "outro"}}x{{end}}`
	if err := os.WriteFile(filepath.Join(dir, "magic-link.de.tmpl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	templates := load(t, dir)
	for lang, want := range map[string]string{"de": "Servus", "en": "Sign in to Acme", "": "Sign in to Acme"} {
		if subject, _, _, err := templates.Render("magic-link", mail.Content{App: "Acme", Language: lang}); err != nil || subject != want {
			t.Errorf("%s: %q %v", lang, subject, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "magic-link.xx.tmpl"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mail.Load(dir); err == nil {
		t.Error("a template of an unknown language is accepted")
	}
}

// TestMailsUseWhatMailProgramsShow: Outlook renders with Word, and Gmail drops a style sheet it does not understand.
func TestMailsUseWhatMailProgramsShow(t *testing.T) {
	t.Parallel()
	tag := regexp.MustCompile(`<(\w+)([^>]*)>`)
	shown := map[string]bool{
		"html": true, "head": true, "meta": true, "title": true, "style": true, "body": true, "div": true, "table": true, "tr": true, "td": true, "p": true, "a": true, "img": true,
	}
	for _, kind := range mail.Kinds() {
		for _, lang := range []string{"en", "ar"} {
			_, _, rich, err := mail.Preview(kind, lang, mail.Content{App: "Acme", Logo: "https://cdn.example.com/logo.png", Color: "#0f62fe"}, mail.Own{})
			if err != nil {
				t.Fatal(err)
			}
			if found := regexp.MustCompile(`display: (flex|grid)|position:|float:|var\(|@import|@font-face|background-image|url\(`).FindString(rich); found != "" {
				t.Errorf("%s uses %s", kind, found)
			}
			for _, found := range tag.FindAllStringSubmatch(rich, -1) {
				name, attributes := found[1], found[2]
				switch {
				case !shown[name]:
					t.Errorf("%s uses <%s>", kind, name)
				case name == "table" && (!strings.Contains(attributes, `role="presentation"`) || !strings.Contains(attributes, "width=") && !strings.Contains(attributes, "margin")):
					t.Errorf("%s: <table%s>", kind, attributes)
				case name == "td" && strings.Contains(attributes, "background-color") && !strings.Contains(attributes, "bgcolor="):
					t.Errorf("%s: Outlook shows no background of <td%s>", kind, attributes)
				case name == "img" && (!strings.Contains(attributes, "alt=") || !strings.Contains(attributes, "height=")):
					t.Errorf("%s: <img%s>", kind, attributes)
				case (name == "p" || name == "a" || name == "td") && !strings.Contains(attributes, "style=") && name != "td":
					t.Errorf("%s: Gmail may show <%s%s> without its style", kind, name, attributes)
				}
			}
			for _, part := range []string{`name="color-scheme" content="light dark"`, "prefers-color-scheme: dark", `name="viewport"`, "[data-ogsc]", `style="display: none; max-height: 0`} {
				if !strings.Contains(rich, part) {
					t.Errorf("%s %s lacks %s", kind, lang, part)
				}
			}
		}
	}
}
