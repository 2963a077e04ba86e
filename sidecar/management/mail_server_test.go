package management_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/management"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
)

const ownServer = `{"type": "standard", "host": "mx.example.com", "port": 587, "username": "acme", "password": "hush-1", "sender_email": "no-reply@example.com", "sender_name": "Acme"}`

// TestMailServer: a standard mail server is merged field by field, its password is sealed before it reaches the
// database and is in no answer; on the branch and on the project.
func TestMailServer(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	for _, path := range []string{"auth/email_provider", "/projects/" + h.project + "/auth/email_server"} {
		opens := func(want string) {
			t.Helper()
			sealed := value[string](h, "select email_provider ->> 'password' from neon_auth.project_config")
			if plain, err := h.branch.OpenSecret(sealed); err != nil || plain != want || !strings.HasPrefix(sealed, secret.SealedPrefix) {
				t.Errorf("%s opens to %q (%v), want %q", sealed, plain, err, want)
			}
		}
		answers := func(got reply, changes string) {
			t.Helper()
			var want, more map[string]any
			if json.Unmarshal([]byte(ownServer), &want) != nil || json.Unmarshal([]byte(changes), &more) != nil {
				t.Fatal(changes)
			}
			for name, v := range more {
				want[name] = v
			}
			want["password"] = ""
			if fmt.Sprint(got.body) != fmt.Sprint(want) {
				t.Errorf("%v, want %v", got.body, want)
			}
		}
		if got := h.wants(h.call(key, "GET", path, ""), 200); got.text != `{"type": "shared"}` {
			t.Errorf("%s at first", got.text)
		}
		h.refused(h.call(key, "PATCH", path, `{"type": "standard", "sender_name": "New"}`), 400, "VALIDATION_ERROR")
		answers(h.wants(h.call(key, "PATCH", path, ownServer), 200), `{}`)
		opens("hush-1")
		answers(h.wants(h.call(key, "GET", path, ""), 200), `{}`)
		answers(h.wants(h.call(key, "PATCH", path, `{"type": "standard", "sender_name": "New"}`), 200), `{"sender_name": "New"}`)
		answers(h.wants(h.call(key, "PATCH", path, `{"type": "standard", "port": 465, "password": ""}`), 200), `{"sender_name": "New", "port": 465}`)
		opens("hush-1")
		answers(h.wants(h.call(key, "PATCH", path, `{"type": "standard", "password": "v1.looks.sealed"}`), 200), `{"sender_name": "New", "port": 465}`)
		opens("v1.looks.sealed")
		h.refused(h.call(key, "PATCH", path, `{"type": "standard", "host": "evil.example.net"}`), 400, "VALIDATION_ERROR")
		h.refused(h.call(key, "PATCH", path, `{"type": "standard", "password": "`+strings.Repeat("p", 4097)+`"}`), 400, "VALIDATION_ERROR")
		answers(h.wants(h.call(key, "GET", path, ""), 200), `{"sender_name": "New", "port": 465}`)
		if got := h.wants(h.call(key, "PATCH", path, `{"type": "shared"}`), 200); got.text != `{"type": "shared"}` {
			t.Errorf("%s", got.text)
		}
		if row := value[string](h, "select email_provider::text from neon_auth.project_config"); row != `{"type": "shared"}` {
			t.Errorf("%s stays", row)
		}
	}
	if strings.Contains(h.log.String(), "hush") {
		t.Error("the log contains the password")
	}
}

// TestConcurrentMailServerChanges: whatever wins, the stored password opens for the stored server.
func TestConcurrentMailServerChanges(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.wants(h.call(key, "PATCH", "auth/email_provider", ownServer), 200)
	var running sync.WaitGroup
	for i := range 4 {
		for _, change := range []string{
			fmt.Sprintf(`{"type": "standard", "port": %d}`, 2525+i), fmt.Sprintf(`{"type": "standard", "username": "u%d"}`, i),
			fmt.Sprintf(`{"type": "standard", "password": "word-%d"}`, i), fmt.Sprintf(`{"type": "standard", "sender_name": "Acme %d"}`, i),
		} {
			running.Go(func() {
				if got := h.call(key, "PATCH", "auth/email_provider", change); got.status != 200 && got.status != 503 {
					t.Errorf("%s: %d %s", change, got.status, got.text)
				}
			})
		}
	}
	running.Wait()
	plain, err := h.branch.OpenSecret(value[string](h, "select email_provider ->> 'password' from neon_auth.project_config"))
	if err != nil || !strings.HasPrefix(plain, "word-") {
		t.Errorf("the password is %q, %v", plain, err)
	}
}

// TestTestMail: a test mail goes through the saved server, or through the one in the request; what goes wrong is told
// in plain words.
func TestTestMail(t *testing.T) {
	t.Parallel()
	server := mailtest.Start(t)
	h := start(t, func(c *management.Config) {
		c.MailHost = "auth.test"
		c.MailGuard = &mail.Guard{Forbidden: webhook.IsPrivate, Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	})
	key := h.key("ci")
	host, port, err := net.SplitHostPort(server.Address)
	if err != nil {
		t.Fatal(err)
	}
	fields := fmt.Sprintf(`"host": %q, "port": %s, "username": "acme", "password": "hush-1", "sender_email": "no-reply@example.com", "sender_name": "Acme"`, host, port)

	h.refused(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), 400, "NO_OWN_MAIL_SERVER")
	h.wants(h.call(key, "PATCH", "auth/email_provider", `{"type": "standard", `+fields+`}`), 200)
	if got := h.wants(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), 200); got.text != `{"success":true}` {
		t.Errorf("%s", got.text)
	}
	if got := h.wants(h.call(key, "POST", "auth/send_test_email", `{`+fields+`, "recipient_email": "bob@example.com"}`), 200); got.text != `{"success":true}` {
		t.Errorf("%s", got.text)
	}
	for _, to := range []string{"ada@example.com", "bob@example.com"} {
		if found := server.Wait(t, to, "test", 0); !strings.Contains(found.Raw, "no-reply@example.com") {
			t.Errorf("%s", found.Raw)
		}
	}
	if !strings.Contains(server.Login(), "hush-1") {
		t.Errorf("the login is %q", server.Login())
	}

	failed := func(got reply, words string) {
		t.Helper()
		problem, _ := h.wants(got, 200).body["error_message"].(string)
		if got.body["success"] != false || !strings.Contains(problem, words) {
			t.Errorf("%s, want %q", got.text, words)
		}
	}
	server.Misbehave(mailtest.Refuse)
	failed(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), "code 550")
	server.Misbehave(mailtest.None)
	for _, address := range []string{"10.0.0.1", "169.254.169.254", "::1", "localhost.example.invalid"} {
		body := strings.Replace(`{`+fields+`, "recipient_email": "bob@example.com"}`, host, address, 1)
		failed(h.call(key, "POST", "auth/send_test_email", body), "mail server")
	}
	h.sql(`update neon_auth.project_config set email_provider = email_provider || '{"sender_email": ""}'`)
	failed(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), "sender_email")
	h.sql(`update neon_auth.project_config set email_provider = email_provider || '{"sender_email": "a@example.com"}'`)
	h.sql(`delete from neon_auth.branch_confirmation; insert into neon_auth.branch_confirmation (branch) values ('ep-0123456789abcdef')`)
	failed(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), "copy")
	h.sql(`update neon_auth.project_config set options = '{"branch": {"outbound": "redirect:qa@example.com"}}'`)
	h.wants(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), 200)
	server.Wait(t, "qa@example.com", "test", 0)
	if n := len(server.Mails()); n != 3 {
		t.Errorf("%d mails, want 3", n)
	}
	if strings.Contains(h.log.String(), "hush") {
		t.Error("the log contains the password")
	}
}

// TestReadOnlyKeyTestsNoMail: a read-only key neither sends a test mail nor changes a setting.
func TestReadOnlyKeyTestsNoMail(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("reader", `"read_only": true`)
	h.refused(h.call(key, "POST", "auth/send_test_email", `{}`), 403, "KEY_READ_ONLY")
	h.refused(h.call(key, "POST", "auth/email_provider/test", `{"recipient_email": "ada@example.com"}`), 403, "KEY_READ_ONLY")
	h.refused(h.call(key, "PATCH", "auth/email_provider", `{"type": "shared"}`), 403, "KEY_READ_ONLY")
}
