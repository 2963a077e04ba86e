// Package mail writes mails and hands them to a mail server.
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

// Templates are how mails look: layout.txt and layout.html, and for each kind of mail a file with its words.
type Templates struct {
	text map[string]*text.Template
	html map[string]*html.Template
}

// Content is what the words are filled with.
type Content struct {
	App        string            // the name of the app
	Code, Link string            // either, or none
	Facts      map[string]string // what else a kind of mail tells
}

// ErrUnknown tells that there is no template of that name.
var ErrUnknown = errors.New("no such kind of mail")

// Load reads the templates. A file in dir, which may be empty for none, takes the place of ours of that name. One
// that would never be used, or cannot be filled, is an error.
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
			return nil, fmt.Errorf("mail templates in %q: %w", dir, err)
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

// Render writes a mail: its subject, one line without anything that could end it, and its two forms.
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

// line makes one line of a text that goes into a header.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}
