package main_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"neonauth/sidecar/logtest"
)

// TestDevelopmentInbox: on the embedded Postgres, the printed address signs in to the console, and the mail with a code is
// readable there.
func TestDevelopmentInbox(t *testing.T) {
	t.Parallel()
	program := build(t)
	dir, err := os.MkdirTemp("", "neonauth-inbox-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // as root, Postgres runs as another user
		t.Fatal(err)
	}
	port, consolePort := freePort(t), freePort(t)
	base := "http://127.0.0.1:" + port
	server, said := exec.Command(program, "serve"), &logtest.Journal{}
	server.Env = plainEnvironment("NEONAUTH_DATA_DIR="+filepath.Join(dir, "data"), "NEONAUTH_LISTEN=127.0.0.1:"+port, "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:"+consolePort)
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	until(t, func() bool { return isReady(base) })
	printed := regexp.MustCompile(`http://\S+/console/enter/\S+`)
	until(t, func() bool { return printed.MatchString(said.String()) })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	read := func(response *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if page := read(browser.PostForm(printed.FindString(said.String()), url.Values{})); !strings.Contains(page, "Development inbox") && !strings.Contains(page, "Overview") {
		t.Fatalf("the printed address does not sign in: %s", page)
	}
	if sent := request(t, "POST", base+"/neondb/auth/email-otp/send-verification-otp", `{"email":"ada@example.com","type":"sign-in"}`, ""); sent.status != 200 {
		t.Fatalf("%d %s", sent.status, sent.body)
	}
	inbox := "http://127.0.0.1:" + consolePort + "/console/db/neondb/outbox/inbox"
	mail := regexp.MustCompile(`href="(/console/db/neondb/outbox/inbox/[^"]+\.eml)"`)
	until(t, func() bool { return mail.MatchString(read(browser.Get(inbox))) })
	page := read(browser.Get("http://127.0.0.1:" + consolePort + mail.FindStringSubmatch(read(browser.Get(inbox)))[1]))
	_, text, _ := strings.Cut(page, "<pre")
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(text)
	if !strings.Contains(page, "ada@example.com") || code == "" {
		t.Fatalf("the mail is not readable: %s", page)
	}
	if in := request(t, "POST", base+"/neondb/auth/sign-in/email-otp", `{"email":"ada@example.com","otp":"`+code+`"}`, ""); in.status != 200 {
		t.Errorf("the code %s does not sign in: %d %s", code, in.status, in.body)
	}
}
