package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/mail"
)

// A template that would never be used, or cannot be rendered, is rejected with a suggestion.
func TestWrongTemplates(t *testing.T) {
	t.Parallel()
	const rest = `{{define "subject"}}S{{end}}{{define "button"}}B{{end}}{{define "outro"}}O{{end}}`
	for name, c := range map[string]struct{ file, text, says string }{
		"a misspelt name":           {"sign-in-opt.tmpl", rest + `{{define "intro"}}I{{end}}`, "Did you mean sign-in-otp.tmpl?"},
		"a misspelt layout":         {"layuot.html", `x`, "Did you mean layout.html?"},
		"an unknown field":          {"sign-in-otp.tmpl", rest + `{{define "intro"}}{{.Ap}}{{end}}`, "unknown field .Ap. Did you mean .App?"},
		"an unknown fact":           {"invitation.tmpl", rest + `{{define "intro"}}{{.Facts.organisation}}{{end}}`, "Did you mean .Facts.organization?"},
		"a fact that is not always": {"magic-link.tmpl", rest + `{{define "intro"}}{{if .Facts.inviterr}}x{{end}}{{end}}`, "Did you mean .Facts.inviter?"},
		"a field in a branch":       {"magic-link.tmpl", rest + `{{define "intro"}}{{if .Code}}{{.Linc}}{{end}}{{end}}`, "Did you mean .Link?"},
		"a field from within":       {"magic-link.tmpl", rest + `{{define "intro"}}{{with .Link}}{{$.Aap}}{{end}}{{end}}`, "Did you mean .App?"},
		"a fact from within":        {"invitation.tmpl", rest + `{{define "intro"}}{{with .Facts}}{{.organisation}}{{end}}{{end}}`, "organisation"},
		"a part that is missing":    {"magic-link.tmpl", `{{define "subject"}}S{{end}}`, "magic-link.tmpl"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := mail.Load(dir); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	for file, text := range map[string]string{
		"README.md": "about these", "invitation.tmpl~": "{{", "invitation.tmpl": rest + `{{define "intro"}}{{.App}} {{.Facts.inviter}} {{with .Facts.organization}}{{.}}{{end}}{{end}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	templates, err := mail.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, plain, _, err := templates.Render("invitation", mail.Content{App: "Acme"}); err != nil || !strings.Contains(plain, "Acme") {
		t.Errorf("without facts: %q %v", plain, err)
	}
}

// TestEmbeddedTemplatesCanBeRendered: Load checks them only beside an operator's, so that a start need not.
func TestEmbeddedTemplatesCanBeRendered(t *testing.T) {
	t.Parallel()
	if _, err := mail.Load(t.TempDir()); err != nil {
		t.Error(err)
	}
	layout := filepath.Join(t.TempDir(), "layout.txt")
	if err := os.WriteFile(layout, []byte(`{{template "intro" .}}{{.Apps}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mail.Load(filepath.Dir(layout)); err == nil || !strings.Contains(err.Error(), "Did you mean .App?") {
		t.Errorf("a layout with an unknown field: %v", err)
	}
}
