package main_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/postgres"
	"neonauth/sql"
)

// An installation is one that is fit for production: a Postgres with its own login for the sidecar, a sidecar behind a proxy
// with a certificate, and a mail server.
type installation struct {
	*cluster
	program string
	env     []string
	mail    *mailtest.Server
	proxy   http.Handler
	change  func(http.Header) // what the proxy does to responses
}

// outside starts a proxy with a certificate. It returns its address, and a file with the authority that vouches for it.
func (in *installation) outside(t *testing.T, change func(*tls.Config)) (address, authority string) {
	t.Helper()
	server := httptest.NewUnstartedServer(in.proxy)
	server.TLS = &tls.Config{}
	change(server.TLS)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	authority = filepath.Join(t.TempDir(), "ca.pem")
	leaf := server.TLS.Certificates[0].Certificate[0]
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf}), 0o600); err != nil {
		t.Fatal(err)
	}
	return server.URL, authority
}

// expiring returns a certificate for 127.0.0.1 that expires at a time.
func expiring(t *testing.T, at time.Time) tls.Certificate {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: at.Add(-30 * 24 * time.Hour), NotAfter: at, IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	made, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{made}, PrivateKey: private}
}

func goodInstallation(t *testing.T) *installation {
	t.Helper()
	in := &installation{cluster: &cluster{dir: openFolder(t)}, program: build(t), mail: mailtest.Start(t)}
	var err error
	in.server, err = postgres.Start(t.Context(), postgres.Config{
		Dir: in.dir, Settings: map[string]string{"shared_buffers": "16MB"}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.stop(t) })
	in.install(t, "app")
	in.run(t, "app", `select neon_auth.set(name, value) from (values
		('trusted_origins', 'https://app.example.com'), ('allow_localhost', 'false'),
		('email_and_password.requireEmailVerification', 'true'), ('email_and_password.sendVerificationEmailOnSignIn', 'true'),
		('operation.backups', 'pg_dump every night'), ('social_providers', '[]')) s (name, value)`)
	in.run(t, "app", `alter database app set jit = off`)

	port := freePort(t)
	target, err := url.Parse("http://127.0.0.1:" + port)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		if in.change != nil {
			in.change(r.Header)
			if r.Request.Method == http.MethodPost && r.Header.Get("X-Status") != "" {
				r.StatusCode = http.StatusForbidden
			}
		}
		return nil
	}
	in.proxy = proxy
	address, authority := in.outside(t, func(*tls.Config) {})
	in.env = []string{
		"DATABASE_URL=" + in.serving(t, "app"), "NEONAUTH_SECRET=" + secretOf("app"), "NEONAUTH_LISTEN=127.0.0.1:" + port,
		"NEONAUTH_PUBLIC_URL=" + address, "NEONAUTH_SMTP_URL=" + in.mail.URL(), "SSL_CERT_FILE=" + authority,
	}
	server := exec.Command(in.program, "serve")
	server.Env = plainEnvironment(in.env...)
	serve(t, server, target.String()+"/readyz")
	return in
}

// check runs `neonauth check` with further variables, and returns results, what was printed, and whether it failed.
func (in *installation) check(t *testing.T, args []string, env ...string) (problems map[string]string, said string, err error) {
	t.Helper()
	run := command(t, in.program, append([]string{"check", "--json"}, args...)...)
	run.Env = plainEnvironment(append(append([]string{}, in.env...), env...)...)
	var errors strings.Builder
	run.Stderr = &errors
	out, err := run.Output()
	var results []struct{ Check, State, Message, Mend, Topic string }
	if bad := json.Unmarshal(out, &results); bad != nil || len(results) < 30 && !strings.Contains(string(out), `"database"`) {
		t.Fatalf("%v: %s%s", bad, out, errors.String())
	}
	problems = map[string]string{}
	for _, r := range results {
		if r.State != "ok" {
			problems[r.Check] += r.State + ": " + r.Message + "\n"
			if r.Mend == "" || r.Topic == "" {
				t.Errorf("%s: %q has no statement that mends it, or no topic", r.Check, r.Message)
			}
		}
	}
	return problems, string(out) + errors.String(), err
}

// On a good installation check finds nothing. Each fault is named, alone, and mending it satisfies check again.
func TestCheckNamesEachFault(t *testing.T) {
	t.Parallel()
	in := goodInstallation(t)
	problems, said, err := in.check(t, []string{"--mail-to", "operator@example.com"})
	if err != nil || len(problems) > 0 {
		t.Fatalf("a good installation: %v, %v\n%s", problems, err, said)
	}
	if got := in.mail.Mails(); len(got) != 1 {
		t.Errorf("%d test mails, want 1", len(got))
	}

	for _, fault := range []struct {
		name       string
		sql, mend  string // in the database
		env        string // of check
		header     func(http.Header)
		args       []string
		check, say string
		passes     bool // a warning only
	}{
		{name: "no trusted domain", sql: `select neon_auth.set('trusted_origins', null)`, mend: `select neon_auth.set('trusted_origins', 'https://app.example.com')`, check: "trusted-domains", say: "No origin is trusted", passes: true},
		{name: "localhost is trusted", sql: `select neon_auth.set('allow_localhost', 'true')`, mend: `select neon_auth.set('allow_localhost', 'false')`, check: "localhost", say: "failure"},
		{name: "no verification", sql: `select neon_auth.set('email_and_password.requireEmailVerification', 'false')`, mend: `select neon_auth.set('email_and_password.requireEmailVerification', 'true')`, check: "verification", say: "warning", passes: true},
		{name: "shared credentials", sql: `select neon_auth.set('social_providers', '[{"id": "google", "isShared": true}]')`, mend: `select neon_auth.set('social_providers', '[]')`, check: "providers", say: "Provider google"},
		{name: "an option is not strict", sql: `select neon_auth.set('strictProof', 'false')`, mend: `select neon_auth.set('strictProof', null)`, check: "strict", say: "strictProof", passes: true},
		{name: "a misspelt endpoint", sql: `select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'true'), neon_auth.set('plugin_configs.haveIBeenPwned.config.paths', '/sign-up/emial'), neon_auth.add_breached_passwords('{1}', array[decode('00000001', 'hex')])`, mend: `select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'false'), neon_auth.clear_breached_passwords()`, check: "endpoints", say: "/sign-up/emial", passes: true},
		{name: "no limits", sql: `select neon_auth.set('rateLimit.enabled', 'false')`, mend: `select neon_auth.set('rateLimit.enabled', null)`, check: "rate-limits", say: "failure"},
		{name: "no backups", sql: `select neon_auth.set('operation.backups', null)`, mend: `select neon_auth.set('operation.backups', 'pg_dump')`, check: "backups", say: "no other backup", passes: true},
		{name: "a powerful login", sql: `alter role serving bypassrls`, mend: `alter role serving nobypassrls`, check: "sidecar-login", say: "serving bypasses row security"},
		{name: "a superuser", sql: `alter role serving superuser`, mend: `alter role serving nosuperuser`, check: "sidecar-login", say: "serving is a superuser"},
		{name: "secrets can be read", sql: `create role analyst; grant select on neon_auth.account to analyst`, mend: `drop owned by analyst; drop role analyst`, check: "secret-readers", say: "Role analyst"},
		{name: "claims of all", sql: `grant references on auth.claims_source to public`, mend: `revoke references on auth.claims_source from public`, check: "claims", say: "Every login"},
		{name: "no row security", sql: `create table note (author uuid references neon_auth."user"); grant select on note to authenticated`, mend: `drop table note`, check: "row-security", say: "Table public.note"},
		{name: "a slow policy", sql: `create table note (author uuid references neon_auth."user"); alter table note enable row level security; create policy own on note using (author = auth.uid())`, mend: `drop table note`, check: "policies", say: "(select auth.uid())", passes: true},
		{name: "a trigger without rights", sql: `create role app; create function f() returns trigger language plpgsql as 'begin return new; end'; alter function f() owner to app; create trigger t before update on neon_auth."user" for each row execute function f()`, mend: `drop function f cascade; drop role app`, check: "app-triggers", say: "trigger t on"},
		{name: "no autovacuum", sql: `alter table neon_auth.session set (autovacuum_enabled = off)`, mend: `alter table neon_auth.session reset (autovacuum_enabled)`, check: "autovacuum", say: "neon_auth.session", passes: true},
		{name: "too few connections", sql: `alter role serving connection limit 50`, mend: `alter role serving connection limit -1`, check: "connections", say: "60 connections"},
		{name: "an old key", sql: `update neon_auth.jwks set "createdAt" = now() - interval '1 year'`, mend: `update neon_auth.jwks set "createdAt" = now()`, check: "signing-key", say: "days old", passes: true},
		{name: "mail that waits", sql: `insert into neon_auth.outbox (kind, recipient, facts, "createdAt", "nextAttemptAt") values ('x', 'a@example.com', '{}', now() - interval '1 hour', 'infinity')`, mend: `delete from neon_auth.outbox`, check: "outbox", say: "1 messages have waited"},
		{name: "a copy", sql: `delete from neon_auth.branch_confirmation`, mend: `select neon_auth.confirm_branch()`, check: "outbox", say: "holds its mail", passes: true},
		{name: "another release", sql: `update neon_auth.installation set functions_hash = 'another'`, mend: `update neon_auth.installation set functions_hash = '` + sql.FunctionsHash() + `'`, check: "release", say: "another build", passes: true},
		{name: "JIT", sql: `alter database app set jit = on`, mend: `alter database app set jit = off`, check: "jit", say: "JIT is on", passes: true},

		{name: "another secret", env: "NEONAUTH_SECRET=" + secretOf("another"), check: "secret", say: "cannot open the key"},
		{name: "a monotonous secret", env: "NEONAUTH_SECRET=abcdefghabcdefghabcdefghabcdefghabcdefgh", check: "secret", say: "bits of randomness"},
		{name: "plain http", env: "NEONAUTH_PUBLIC_URL=http://auth.example.com", check: "public-url", say: "without https"},
		{name: "an unknown certificate", env: "SSL_CERT_FILE=/dev/null", check: "public-url", say: "certificate"},
		{name: "no mail server", env: "NEONAUTH_SMTP_URL=", check: "mail", say: "There is no mail server"},
		{name: "a mail server that is down", env: "NEONAUTH_SMTP_URL=smtp://127.0.0.1:1", args: []string{"--mail-to", "operator@example.com"}, check: "mail", say: "does not accept the test mail"},
		{name: "all are proxies", env: "NEONAUTH_TRUSTED_PROXIES=0.0.0.0/0", check: "proxies", say: "0.0.0.0/0"},
		{name: "insecure cookies", env: "NEONAUTH_INSECURE_COOKIES=1", check: "development", say: "NEONAUTH_INSECURE_COOKIES"},
		{name: "private webhooks", env: "NEONAUTH_WEBHOOK_ALLOW_PRIVATE=1", check: "development", say: "NEONAUTH_WEBHOOK_ALLOW_PRIVATE", passes: true},
		{name: "a proxy that drops attributes", header: func(h http.Header) {
			for i, line := range h.Values("Set-Cookie") {
				h["Set-Cookie"][i] = strings.NewReplacer("; Secure", "", "; HttpOnly", "").Replace(line)
			}
		}, check: "cookies", say: "without Secure, HttpOnly"},
		{name: "a proxy that drops cookies", header: func(h http.Header) { h.Del("Set-Cookie") }, check: "cookies", say: "no cookie"},
		{name: "a sidecar with another address", header: func(h http.Header) { h.Set("X-Status", "403") }, check: "cookies", say: "has another NEONAUTH_PUBLIC_URL"},
	} {
		if fault.sql != "" {
			in.run(t, "app", fault.sql)
		}
		env := []string{}
		if fault.env != "" {
			env = append(env, fault.env)
		}
		in.change = fault.header
		problems, said, err := in.check(t, fault.args, env...)
		in.change = nil
		if !strings.Contains(problems[fault.check], fault.say) || (err == nil) != fault.passes {
			t.Errorf("%s: %v, %v\n%s", fault.name, problems, err, said)
		}
		for name, found := range problems {
			known := name == fault.check || name == "public-url" && fault.name == "another secret" || name == "secret" && strings.HasSuffix(fault.name, "secret")
			if !known && !(fault.name == "a monotonous secret") {
				t.Errorf("%s: also names %s: %s", fault.name, name, found)
			}
		}
		if fault.mend != "" {
			in.run(t, "app", fault.mend)
		}
	}
	// What only shows at another public address.
	for name, c := range map[string]struct {
		tls   func(*tls.Config)
		proxy http.Handler
		say   string
	}{
		"a certificate that expires soon": {func(c *tls.Config) { c.Certificates = []tls.Certificate{expiring(t, time.Now().Add(100*time.Hour))} }, in.proxy, "expires in 4 days"},
		"an expired certificate":          {func(c *tls.Config) { c.Certificates = []tls.Certificate{expiring(t, time.Now().Add(-time.Hour))} }, in.proxy, "expired"},
		"old TLS":                         {func(c *tls.Config) { c.MinVersion = tls.VersionTLS10 }, in.proxy, "TLS 1.1 or older"},
		"another server":                  {func(*tls.Config) {}, http.NotFoundHandler(), "not served by this installation"},
		"other keys":                      {func(*tls.Config) {}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"keys":[{"kid":"other"}]}`) }), "not served by this installation"},
	} {
		in.proxy, c.proxy = c.proxy, in.proxy
		address, authority := in.outside(t, c.tls)
		in.proxy = c.proxy
		problems, said, _ := in.check(t, nil, "NEONAUTH_PUBLIC_URL="+address, "SSL_CERT_FILE="+authority)
		delete(problems, "cookies") // the sidecar has another public address
		if !strings.Contains(problems["public-url"], c.say) || len(problems) != 1 {
			t.Errorf("%s: %v\n%s", name, problems, said)
		}
	}
	in.run(t, "app", "create table \"\x1b[2Jgone\n-> drop database app\" (author uuid references neon_auth.\"user\")")
	hostile := command(t, in.program, "check")
	hostile.Env = plainEnvironment(in.env...)
	if said, _ := hostile.CombinedOutput(); strings.Contains(string(said), "\x1b") || strings.Contains(string(said), "\n-> drop") || !strings.Contains(string(said), "[2Jgone") {
		t.Errorf("a hostile name reaches the terminal:\n%q", said)
	}
	in.run(t, "app", "drop table \"\x1b[2Jgone\n-> drop database app\"")
	if problems, said, err := in.check(t, nil); err != nil || len(problems) > 0 {
		t.Errorf("mended: %v, %v\n%s", problems, err, said)
	}
}

// Without a database, or with one that is not installed, check says so. What it prints for people names what mends it.
func TestCheckWithoutADatabase(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.install(t, "app")
	c.run(t, "postgres", "create database empty")
	program := build(t)
	for _, r := range []struct {
		env  []string
		args []string
		says []string
		code int
	}{
		{[]string{serveSecret}, nil, []string{"failure  database", "DATABASE_URL is not set", "-> DATABASE_URL=", "neonauth help running"}, 1},
		{[]string{serveSecret, "DATABASE_URL=postgres://x:hidden-word@127.0.0.1:1/x"}, nil, []string{"failure  database", "No server responds at 127.0.0.1:1"}, 1},
		{[]string{serveSecret, "DATABASE_URL=" + c.serving(t, "empty")}, nil, []string{"failure  database", "not installed"}, 1},
		{[]string{"DATABASE_URL=" + c.serving(t, "app")}, nil, []string{"failure  secret", "NEONAUTH_SECRET is not set"}, 1},
		{[]string{serveSecret, "DATABASE_URL=" + c.serving(t, "app")}, []string{"--problems"}, []string{"failure  durability", "failure  localhost", "select neon_auth.set('allow_localhost', 'false')", "failures, "}, 1},
		{[]string{serveSecret, "DATABASE_URL=" + c.serving(t, "app")}, nil, []string{"ok       rate-limits", "not fit for production"}, 1},
		{[]string{serveSecret, "DATABASE_URL=" + c.serving(t, "app")}, []string{"--mail-to", "Ada <ada@example.com>"}, []string{"bare address"}, 2},
	} {
		run := command(t, program, append([]string{"check"}, r.args...)...)
		run.Env = plainEnvironment(r.env...)
		said, _ := run.CombinedOutput()
		for _, part := range r.says {
			if !strings.Contains(string(said), part) {
				t.Errorf("%v: %q is missing in\n%s", r.args, part, said)
			}
		}
		if code := run.ProcessState.ExitCode(); code != r.code || strings.Contains(string(said), "hidden-word") || strings.Contains(string(said), "\x1b") {
			t.Errorf("exit code %d, want %d:\n%s", code, r.code, said)
		}
	}
}

// TestCheckSaysOnlyWhatItChecked: what mends an unreachable database is not an install, and nothing is said about what was not
// checked.
func TestCheckSaysOnlyWhatItChecked(t *testing.T) {
	t.Parallel()
	empty := pgtest.Empty(t)
	for address, c := range map[string]struct{ says, mend string }{
		"postgres://serving@127.0.0.1:1/app": {"No server responds", ""},
		empty.URL:                            {"neonauth is not installed", "neonauth migrate"},
	} {
		s := newShell(t, "DATABASE_URL="+address, serveSecret)
		out, _ := s.pipe(t, 1, "", "check", "--json")
		var results []struct{ Check, Message, Mend string }
		if err := json.Unmarshal([]byte(out), &results); err != nil {
			t.Fatal(err)
		}
		for _, r := range results {
			switch r.Check {
			case "database":
				if !strings.Contains(r.Message, c.says) || r.Mend != c.mend {
					t.Errorf("%s: %q, mended by %q", address, r.Message, r.Mend)
				}
			case "secret":
				if strings.Contains(r.Message, "and opens the signing key") {
					t.Errorf("%s: %q", address, r.Message)
				}
			}
		}
	}
}
