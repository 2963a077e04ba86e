package mail

import (
	"cmp"
	"math"
	"strings"
	"time"

	"neonauth/sidecar/translation"
)

// sentences lists the kinds of mail, with the sentences at their end. Those that have a plural form say how long the code or
// link is valid.
var sentences = map[string][]string{
	"sign-in-otp":             {"code-once", "ignore", "no-share-code"},
	"email-verification-otp":  {"code-once", "ignore"},
	"forget-password-otp":     {"code-once", "ignore-password"},
	"email-verification-link": {"link", "ignore"},
	"forget-password-link":    {"link-once", "ignore-password"},
	"change-email-link":       {"link", "takeover"},
	"delete-account-link":     {"link-once", "takeover"},
	"magic-link":              {"link-once", "ignore", "no-share-link"},
	"invitation":              {"invitation-expires", "unexpected-invitation"},
	"set-password-link":       {"link-once", "unexpected"},
	"password-changed":        {"password-changed.outro"},
	"email-changed":           {"email-changed.outro"},
	"already-registered":      {"already-registered.outro"},
	"two-factor-otp":          {"code-once", "two-factor-otp.outro", "no-share-code"},
	"two-factor-enabled":      {"two-factor-takeover"},
	"two-factor-changed":      {"two-factor-takeover"},
	"two-factor-disabled":     {"two-factor-off-takeover"},
	"two-factor-reset":        {"two-factor-reset.outro"},
	"phone-number-added":      {"two-factor-takeover"},
	"phone-number-removed":    {"two-factor-takeover"},
	"passkey-added":           {"two-factor-takeover"},
	"passkey-removed":         {"two-factor-takeover"},
	"passkey-copied":          {"passkey-copied.outro"},
}

// Words are the texts of a mail in its language.
type Words struct{ Subject, Intro, Button, Outro string }

// wordsTemplate defines the parts of a mail that is not replaced.
const wordsTemplate = `{{define "subject"}}{{.Words.Subject}}{{end}}{{define "intro"}}{{.Words.Intro}}{{end}}` +
	`{{define "button"}}{{.Words.Button}}{{end}}{{define "outro"}}{{.Words.Outro}}{{end}}`

func words(kind string, c Content) Words {
	data := translation.Data{
		"App": c.App, "NewEmail": c.Facts["newEmail"],
		"Organization": cmp.Or(c.Facts["organization"], c.App), "Inviter": cmp.Or(c.Facts["inviter"], c.App),
	}
	text := func(id string) string { return translation.Text(c.Language, "mail."+id, data) }
	w := Words{Subject: text(kind + ".subject"), Intro: text(kind + ".intro")}
	if hasButton(kind) {
		w.Button = text(kind + ".button")
	}
	var end []string
	for _, id := range sentences[kind] {
		if !translation.Has("mail." + id + ".minutes") {
			end = append(end, text(id))
		} else if c.ExpiresIn > 0 {
			end = append(end, lifetime(c.Language, id, c.ExpiresIn))
		}
	}
	w.Outro = strings.Join(end, translation.Space(c.Language))
	return w
}

// lifetime returns the sentence that says how long a code or link is valid, in minutes up to two hours.
func lifetime(lang, id string, left time.Duration) string {
	minutes := int(math.Ceil(left.Minutes()))
	if minutes < 120 {
		return translation.Count(lang, "mail."+id+".minutes", minutes)
	}
	return translation.Count(lang, "mail."+id+".hours", int(math.Round(left.Hours())))
}

func hasButton(kind string) bool { return translation.Has("mail." + kind + ".button") }
