// Package mail renders mails and sends them.
package mail

import (
	"embed"
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	text "text/template"
	"unicode"
)

//go:embed templates
var embedded embed.FS

// Templates are the mail templates: layout.txt and layout.html, and a file with the text for each kind of mail.
type Templates struct {
	text map[string]*text.Template
	html map[string]*html.Template
}

// Content is the data for a template.
type Content struct {
	App        string            // the name of the app
	Code, Link string            // either, or none
	Facts      map[string]string // other data of a kind of mail
}

// ErrUnknown is returned if there is no template with that name.
var ErrUnknown = errors.New("no such kind of mail")

// Load reads the templates. Files in dir, if it is not empty, replace the embedded files with the same name. Load returns
// an error if dir cannot be read, or if a file in it would never be used or cannot be rendered.
func Load(dir string) (*Templates, error) {
	ours, err := fs.Sub(embedded, "templates")
	if err != nil {
		return nil, err
	}
	files, known := map[string]string{}, []string{}
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
	for name, words := range files {
		kind, ok := strings.CutSuffix(filepath.Base(name), ".tmpl")
		if !ok {
			continue
		}
		if t.text[kind], err = text.New("layout").Parse(files["layout.txt"] + words); err != nil {
			return nil, fmt.Errorf("mail template %s: %w", name, err)
		}
		if t.html[kind], err = html.New("layout").Parse(files["layout.html"] + words); err != nil {
			return nil, fmt.Errorf("mail template %s: %w", name, err)
		}
	}
	for name := range files {
		kind, ok := strings.CutSuffix(filepath.Base(name), ".tmpl")
		if !ok {
			continue
		}
		if err := t.checkKind(kind); err != nil {
			return nil, fmt.Errorf("mail template %s: %w", name, err)
		}
	}
	return t, nil
}

// Render returns a mail's subject, in one line, and its plain text and HTML. It returns an error that wraps ErrUnknown if
// the kind is unknown.
func (t *Templates) Render(kind string, c Content) (subject, plain, rich string, err error) {
	words, ok := t.text[kind]
	if !ok {
		return "", "", "", fmt.Errorf("%w: %q", ErrUnknown, kind)
	}
	var out strings.Builder
	if err = words.ExecuteTemplate(&out, "subject", c); err != nil {
		return "", "", "", err
	}
	subject = line(out.String())
	out.Reset()
	if err = words.Execute(&out, c); err != nil {
		return "", "", "", err
	}
	plain = out.String()
	out.Reset()
	err = t.html[kind].Execute(&out, c)
	return subject, plain, out.String(), err
}

// line removes everything from a header's text that could end its line.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}
