// Package mail renders mails and sends them.
package mail

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	text "text/template"
	"time"
	"unicode"

	"neonauth/sidecar/translation"
)

//go:embed templates
var embedded embed.FS

// Templates are the mail templates: layout.txt and layout.html, and the words of each kind of mail. The words are ours, or
// those of a file that replaces them.
type Templates struct {
	text map[string]*text.Template
	html map[string]*html.Template
}

// Content is the data for a template.
type Content struct {
	App        string            // the name of the app
	Email      string            // the recipient
	Code, Link string            // either, or none
	Facts      map[string]string // other data of a kind of mail
	Language   string            // empty: translation.Default
	ExpiresIn  time.Duration     // of the code or link; 0: not mentioned
	Logo       string            // https address; empty: the name is shown
	Color      string            // of the button, readable under white text, such as #0f62fe; empty: black
	Words      Words             // set by Render
}

// Direction is the direction of the language's script, for HTML.
func (c Content) Direction() string { return translation.Direction(c.Language) }

// Start is the side on which lines start, for HTML.
func (c Content) Start() string {
	if c.Direction() == "rtl" {
		return "right"
	}
	return "left"
}

// Paste introduces the link as text.
func (c Content) Paste() string { return translation.Text(c.Language, "mail.paste", nil) }

// Filler follows the preview text, so that a list of mails does not show what comes after it.
func (c Content) Filler() string { return strings.Repeat("\u00a0\u200c", 80) }

// ErrUnknown is returned if there is no template with that name.
var ErrUnknown = errors.New("no such kind of mail")

// Load reads the templates. Files in dir, if it is not empty, replace the embedded files with the same name. Load returns
// an error if dir cannot be read, or if a file in it would never be used or cannot be rendered. The embedded files are
// rendered by a test, and not at each start.
func Load(dir string) (*Templates, error) {
	ours, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, err
	}
	files, known := map[string]string{}, knownFiles()
	folders := []fs.FS{ours}
	if dir != "" {
		folders = append(folders, os.DirFS(dir))
	}
	for _, folder := range folders {
		entries, err := fs.ReadDir(folder, ".")
		if err != nil {
			return nil, fmt.Errorf("NEONAUTH_MAIL_TEMPLATES: cannot read the folder %q: %w", dir, errors.Unwrap(err))
		}
		for _, entry := range entries {
			if folder != ours {
				if err := checkName(dir, entry.Name(), known); err != nil {
					return nil, err
				}
			} else {
				known = append(known, entry.Name())
			}
			if entry.IsDir() {
				continue
			}
			content, err := fs.ReadFile(folder, entry.Name())
			if err != nil {
				return nil, fmt.Errorf("mail templates: %w", err)
			}
			files[entry.Name()] = string(content)
		}
	}
	t := &Templates{map[string]*text.Template{}, map[string]*html.Template{}}
	const ownWords = "" // all kinds of mail share one template, which is parsed once
	if err := t.add(ownWords, files, wordsTemplate); err != nil {
		return nil, fmt.Errorf("mail layout: %w", err)
	}
	for kind := range sentences {
		t.text[kind], t.html[kind] = t.text[ownWords], t.html[ownWords]
	}
	delete(t.text, ownWords)
	delete(t.html, ownWords)
	for name, words := range files {
		kind, ok := strings.CutSuffix(filepath.Base(name), ".tmpl")
		if !ok {
			continue
		}
		if err := t.add(kind, files, words); err != nil {
			return nil, fmt.Errorf("mail template %s: %w", name, err)
		}
	}
	for kind := range t.text {
		if dir == "" {
			break
		}
		if err := t.checkKind(kind); err != nil {
			return nil, fmt.Errorf("mail template %s: %w", kind+".tmpl", err)
		}
	}
	return t, nil
}

// add parses the words of a kind of mail, in the layout. kind may end in a language.
func (t *Templates) add(kind string, files map[string]string, words string) (err error) {
	if t.text[kind], err = text.New("layout").Parse(files["layout.txt"] + words); err != nil {
		return err
	}
	t.html[kind], err = html.New("layout").Parse(files["layout.html"] + words)
	return err
}

var isColor = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Render returns a mail's subject, in one line, and its plain text and HTML. It returns an error that wraps ErrUnknown if
// the kind is unknown.
func (t *Templates) Render(kind string, c Content) (subject, plain, rich string, err error) {
	c.Language = cmp.Or(c.Language, translation.Default)
	if !isColor.MatchString(c.Color) { // the settings have checked both
		c.Color = ""
	}
	if !strings.HasPrefix(c.Logo, "https://") {
		c.Logo = ""
	}
	c.Words = words(kind, c)
	name := kind + "." + c.Language
	if t.text[name] == nil {
		name = kind
	}
	if t.text[name] == nil {
		return "", "", "", fmt.Errorf("%w: %q", ErrUnknown, kind)
	}
	var out strings.Builder
	if err = t.text[name].ExecuteTemplate(&out, "subject", c); err != nil {
		return "", "", "", err
	}
	subject = line(out.String())
	out.Reset()
	if err = t.text[name].Execute(&out, c); err != nil {
		return "", "", "", err
	}
	plain = out.String()
	out.Reset()
	err = t.html[name].Execute(&out, c)
	return subject, plain, out.String(), err
}

// line removes everything from a header's text that could end its line.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}
