// Package page renders the pages that the users of an app meet.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"neonauth/sidecar/translation"
)

var (
	//go:embed layout.html
	layout string
	//go:embed style.css
	style string
	//go:embed continue.js
	script string

	compiled = template.Must(template.New("page").Parse(layout))
)

// A Look is what the pages of a project have in common.
type Look struct {
	Name     string // of the app
	Logo     string // https address; empty: the name is shown
	Color    string // of buttons, readable under white text, such as #0f62fe; empty: black
	Language string // one of translation.Languages
}

// Content is what a page shows. Empty parts are left out.
type Content struct {
	Title, Text    string
	Said           string // a text from elsewhere, which is quoted
	Code           string // of an error
	Button         string // posts to the page's own address
	Auto           bool   // a script submits the form when the page is visible
	Link, LinkText string
}

// Render returns a page, and the headers that it needs. Its Content-Security-Policy permits its own style and script by
// their hashes, the logo, and nothing else.
func Render(look Look, c Content) (body []byte, headers map[string]string, err error) {
	sheet := style
	if isColor.MatchString(look.Color) { // the settings have checked it
		sheet += ":root { --button: " + look.Color + "; --on-button: #fff; }\n@media (prefers-color-scheme: dark) { button { border-color: #71717a; } }\n"
	}
	policy := "default-src 'none'; style-src " + hash(sheet)
	var origin string
	if origin, look.Logo = logoOrigin(look.Logo); origin != "" {
		policy += "; img-src " + origin
	}
	var code template.JS
	if c.Auto && c.Button != "" {
		code = template.JS(script) // ours
		policy += "; script-src " + hash(script)
	}
	policy += "; frame-ancestors 'none'; base-uri 'none'"
	referrer := "same-origin" // forms send no Origin with no-referrer
	if c.Button == "" {
		policy, referrer = policy+"; form-action 'none'", "no-referrer" // a form's response may redirect to any app
	}
	text := func(id string) string { return translation.Text(look.Language, id, nil) }
	var out bytes.Buffer
	err = compiled.Execute(&out, map[string]any{
		"Language": look.Language, "Direction": translation.Direction(look.Language), "Name": look.Name, "Logo": look.Logo,
		"Style": template.CSS(sheet), "Script": code,
		"Title": c.Title, "Text": c.Text, "Said": c.Said, "SaidBy": text("page.error.said"), "Code": c.Code, "CodeLabel": text("page.error.code"),
		"Button": c.Button, "Link": c.Link, "LinkText": c.LinkText,
	})
	return out.Bytes(), map[string]string{
		"Content-Security-Policy": policy, "Referrer-Policy": referrer, "Content-Language": look.Language, "Content-Type": "text/html; charset=utf-8",
	}, err
}

// Send sends a page.
func Send(w http.ResponseWriter, status int, look Look, c Content) error {
	body, headers, err := Render(look, c)
	if err != nil {
		return err
	}
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	w.Header().Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

var isColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

var isHost = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]+)?$`)

// logoOrigin returns where a logo is from, and the logo, or nothing if it is not an https address.
func logoOrigin(logo string) (origin, same string) {
	parsed, err := url.Parse(logo)
	if err != nil || parsed.Scheme != "https" || !isHost.MatchString(parsed.Host) {
		return "", ""
	}
	return "https://" + strings.ToLower(parsed.Host), logo
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
