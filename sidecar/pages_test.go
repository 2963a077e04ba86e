package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/translation"
)

const pageKit = testdata + "/pages"

// TestPagesInABrowser walks the pages and mails that an app's user meets, in Debian's chromium. NEONAUTH_TEST_OUTPUT keeps
// the screenshots.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	npmCI(t, pageKit)
	post := mailtest.Start(t)
	d, base := neonauth(t, "NEONAUTH_SMTP_URL="+post.URL())
	set := func(links string, brand bool) {
		options := map[string]any{"links": links, "rateLimit": map[string]bool{"enabled": false}}
		if brand {
			options["branding"] = map[string]string{"logo": "https://cdn.example.com/logo.png", "color": "#0f62fe"}
		}
		text, err := json.Marshal(options)
		if err != nil {
			t.Error(err)
		}
		if _, err := d.Owner.Exec(t.Context(), `update neon_auth.project_config set name = 'Acme', options = $1, allow_localhost = true,
			plugin_configs = '{"magicLink": {"enabled": true}}', email_and_password = '{"emailVerificationMethod": "link"}'`, text); err != nil {
			t.Error(err)
		}
	}
	set("auto", false)
	anyLink := regexp.MustCompile(`https?://\S+`)
	handler := http.NewServeMux()
	handler.HandleFunc("/link", func(w http.ResponseWriter, in *http.Request) {
		_, _ = fmt.Fprint(w, anyLink.FindString(post.Wait(t, in.FormValue("to"), "magic-link", 0).Text))
	})
	handler.HandleFunc("/verify", func(w http.ResponseWriter, _ *http.Request) {
		requestVerification(t, base)
		_, _ = fmt.Fprint(w, anyLink.FindString(post.Wait(t, "vera@example.com", "email-verification-link", 0).Text))
	})
	handler.HandleFunc("/set", func(_ http.ResponseWriter, in *http.Request) { set(in.FormValue("links"), in.FormValue("brand") != "") })
	handler.HandleFunc("/sessions", func(w http.ResponseWriter, in *http.Request) {
		var count int
		if err := d.Owner.QueryRow(t.Context(), `select count(*) from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where u.email = $1`,
			in.FormValue("email")).Scan(&count); err != nil {
			t.Error(err)
		}
		_, _ = fmt.Fprint(w, count)
	})
	control := httptest.NewServer(handler)
	t.Cleanup(control.Close)

	out := os.Getenv("NEONAUTH_TEST_OUTPUT")
	if out == "" {
		out = t.TempDir()
	}
	mails := t.TempDir()
	for _, kind := range mail.Kinds() {
		for _, lang := range translation.Languages {
			_, _, rich, err := mail.Preview(kind, lang, mail.Content{App: "Acme"}, mail.Own{})
			if err == nil {
				err = os.WriteFile(filepath.Join(mails, kind+"."+lang+".html"), []byte(rich), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	run := command(t, "node", "pages.mjs")
	run.Dir = pageKit
	run.Env = plainEnvironment("BASE="+base, "CONTROL="+control.URL, "CHROMIUM="+chromium, "OUT="+out, "MAILS="+mails)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

// requestVerification signs up a user, and has a link mailed to them.
func requestVerification(t *testing.T, base string) {
	for _, ask := range [][2]string{
		{"/sign-up/email", `{"name": "Vera", "email": "vera@example.com", "password": "correct horse battery"}`},
		{"/send-verification-email", `{"email": "vera@example.com"}`},
	} {
		out, err := http.Post(base+ask[0], "application/json", strings.NewReader(ask[1]))
		if err != nil {
			t.Error(err)
			return
		}
		out.Body.Close()
		if out.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", ask[0], out.Status)
		}
	}
}
