package mail

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kinds returns the kinds of mail, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(sentences)) }

// Preview returns what a mail of a kind looks like in a language, with sample data: for a person who edits templates. Look
// has the project's App, Logo and Color. own are texts that replace ours; it returns an error if they cannot be rendered.
func (t *Templates) Preview(kind, language string, look Content, own Own) (subject, plain, rich string, err error) {
	c := Content{
		App: look.App, Logo: look.Logo, Color: look.Color, Language: language, Email: "ada@example.com", ExpiresIn: 15 * time.Minute,
		Facts: map[string]string{"newEmail": "ada.lovelace@example.com", "organization": "Analytical Engines", "inviter": "Charles Babbage"},
	}
	switch {
	case strings.HasSuffix(kind, "-otp"):
		c.Code = "123456"
	case kind == "invitation":
		c.ExpiresIn = 48 * time.Hour
		c.Link = "https://app.example.com/auth/accept-invitation?invitationId=1234"
	case hasButton(kind):
		c.Link = "https://auth.example.com/neondb/auth/verify?token=a-sample-that-does-nothing"
	}
	return t.RenderOwn(kind, c, own)
}

var builtIn = sync.OnceValues(func() (*Templates, error) { return Load("") })

// Preview is Templates.Preview with the built-in templates.
func Preview(kind, language string, look Content, own Own) (subject, plain, rich string, err error) {
	ours, err := builtIn()
	if err != nil {
		return "", "", "", err
	}
	return ours.Preview(kind, language, look, own)
}
