package mail

import (
	"errors"
	"fmt"
	html "html/template"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	text "text/template"

	"neonauth/sidecar/translation"
)

// Own are a project's own texts for a kind of mail, from neon_auth.mail_template. An empty part is not replaced.
type Own struct{ Language, Subject, HTML, Text string }

// anyLanguage is the Language of texts for all languages without their own.
const anyLanguage = "*"

// Choose returns the language of our texts in a mail, and the project's own texts in the reader's language, which may be
// one that we do not speak. Preferences are the reader's languages, best first.
func Choose(list []Own, preferences, otherwise string) (string, Own) {
	var more []string
	texts := map[string]Own{}
	for _, own := range list {
		texts[own.Language] = own
		if own.Language != anyLanguage {
			more = append(more, own.Language)
		}
	}
	slices.Sort(more)
	lang := translation.ChooseFrom(more, preferences, otherwise)
	ours := translation.Choose(lang, otherwise)
	if own, ok := texts[lang]; ok {
		return ours, own
	}
	return ours, texts[anyLanguage]
}

// RenderOwn is Render with a project's own texts.
func (t *Templates) RenderOwn(kind string, c Content, own Own) (subject, plain, rich string, err error) {
	if subject, plain, rich, err = t.Render(kind, c); err != nil {
		return subject, plain, rich, err
	}
	values := c.values()
	if own.Subject != "" {
		if subject, err = fillText(own.Subject, values); err != nil {
			return subject, plain, rich, fmt.Errorf("subject: %w", err)
		}
		subject = line(subject)
	}
	if own.Text != "" {
		if plain, err = fillText(own.Text, values); err != nil {
			return subject, plain, rich, fmt.Errorf("text: %w", err)
		}
	}
	if own.HTML != "" {
		if rich, err = fillHTML(own.HTML, values); err != nil {
			return subject, plain, rich, fmt.Errorf("html: %w", err)
		}
	}
	return subject, plain, rich, nil
}

// values are the variables of a project's own texts, by name in lower case. See neon_auth_internal.mail_kind.
func (c Content) values() map[string]string {
	values := map[string]string{
		"app": c.App, "email": c.Email, "code": c.Code, "link": c.Link,
		"minutes": strconv.Itoa(int(math.Ceil(c.ExpiresIn.Minutes()))),
	}
	for name, value := range c.Facts {
		values[strings.ToLower(name)] = value
	}
	for _, name := range facts {
		if key := strings.ToLower(name); values[key] == "" {
			values[key] = ""
		}
	}
	return values
}

var ownVariable = regexp.MustCompile(`(?s)\{\{\s*\.?(?:Facts\.)?([A-Za-z]+)\s*\}\}`)

// compile turns a project's text into a template that can do nothing but insert variables.
func compile(source string, values map[string]string) (string, error) {
	var unknown error
	out := ownVariable.ReplaceAllStringFunc(source, func(found string) string {
		name := strings.ToLower(ownVariable.FindStringSubmatch(found)[1])
		if _, ok := values[name]; !ok {
			unknown = fmt.Errorf("unknown variable %s", found)
		}
		return "\x00" + name + "\x01"
	})
	if unknown != nil {
		return "", unknown
	}
	if strings.ContainsAny(source, "\x00\x01") || strings.Contains(out, "{{") || strings.Contains(out, "}}") {
		return "", errors.New("double braces that do not enclose a variable")
	}
	return strings.NewReplacer("\x00", "{{.", "\x01", "}}").Replace(out), nil
}

func fillText(source string, values map[string]string) (string, error) {
	source, err := compile(source, values)
	if err != nil {
		return "", err
	}
	parsed, err := text.New("").Parse(source)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, values)
	return out.String(), err
}

// fillHTML escapes the values for the place where they are inserted.
func fillHTML(source string, values map[string]string) (string, error) {
	source, err := compile(source, values)
	if err != nil {
		return "", err
	}
	parsed, err := html.New("").Parse(source)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, values)
	return out.String(), err
}
