package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/console"
	"neonauth/sidecar/pgtest"
)

const consoleKit = "../testdata/console"

// TestConsoleInABrowser uses each page of the console for its purpose in Debian's chromium, and looks at the effect in
// SQL. `go test -artifacts -outputdir FOLDER` keeps its screenshots.
func TestConsoleInABrowser(t *testing.T) {
	t.Parallel()
	inConsole(t, "console.mjs", []string{
		`update neon_auth.project_config set trusted_origins = '["https://app.example.com"]',
		   plugin_configs = '{"organization": {"enabled": true, "config": {"teams": {"enabled": true}}}}'`,
		`insert into neon_auth."user" (name, email, "emailVerified", role) values ('Ada Lovelace', 'ada@example.com', true, 'admin'), ('Bob', 'bob@example.com', false, 'user')`,
		`insert into neon_auth."user" (name, email, "emailVerified", "createdAt")
		 select 'User ' || n, 'user' || n || '@example.com', n % 2 = 0, now() - n * interval '3 hours' from generate_series(1, 120) n`,
		`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress", "userAgent")
		 select id, 'seen', now() + interval '5 days', now(), '203.0.113.7', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140 Safari/537' from neon_auth."user" where name = 'Ada Lovelace'`,
		`insert into neon_auth.organization (name, slug, "createdAt") select 'Acme ' || n, 'acme-' || n, now() - n * interval '1 day' from generate_series(1, 3) n`,
		`insert into neon_auth.member ("organizationId", "userId", role, "createdAt") select o.id, u.id, 'owner', now() from neon_auth.organization o, neon_auth."user" u where u.name = 'Ada Lovelace'`,
		`insert into neon_auth.team (name, "organizationId") select 'Red', id from neon_auth.organization`,
		`insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId", attempts)
		 select date_trunc('minute', now()) - n * interval '1 day', '', gen_random_uuid(), 1 + n % 3 from generate_series(1, 20) n`,
	}, func(_ string, neonauth func(args ...string) string) []string {
		return []string{"ENTER=" + neonauth("console"), "PAGES=" + strings.Join(console.Pages(), ",")}
	})
}

// inConsole runs a program of testdata/console, with a database on which statements were run, a console and two management
// keys. more returns what else is in the program's environment; it gets the base URL of the REST API, and what the command
// line prints.
func inConsole(t *testing.T, file string, statements []string, more func(api string, neonauth func(args ...string) string) []string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	npmCI(t, consoleKit)
	program := build(t)
	port := freePort(t)
	listen := "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:" + port
	d := pgtest.New(t)
	api, _ := serveNeonauth(t, program, d.SidecarURL, listen, "NEONAUTH_MIGRATE_URL="+d.URL)
	for _, statement := range statements {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	neonauth := func(args ...string) string {
		t.Helper()
		run := command(t, program, args...)
		run.Env = plainEnvironment("DATABASE_URL="+d.URL, listen)
		run.Stderr = os.Stderr
		said, err := run.Output()
		if err != nil {
			t.Fatalf("neonauth %s: %v", strings.Join(args, " "), err)
		}
		return strings.TrimSpace(string(said))
	}
	query := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		statement, _ := io.ReadAll(r.Body)
		var rows string
		err := d.Owner.QueryRow(r.Context(), fmt.Sprintf("with found as (%s) select coalesce(json_agg(found), '[]')::text from found", statement)).Scan(&rows)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, rows)
	}))
	t.Cleanup(query.Close)
	run := command(t, "node", file)
	run.Dir = consoleKit
	run.Env = plainEnvironment(append(more(api, neonauth),
		"BASE=http://127.0.0.1:"+port, "DATABASE="+d.Name, "KEY="+neonauth("key", "create", "--name", "browser"),
		"READ_ONLY_KEY="+neonauth("key", "create", "--name", "reader", "--read-only"), "SQL="+query.URL,
		"OUT="+filepath.Join(t.ArtifactDir(), "screenshots"), "CHROMIUM="+chromium)...)
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}

var consoleAddress = regexp.MustCompile(`console: +(http://127\.0\.0\.1:\d+)(/console/enter/[A-Z0-9]+) `)

// TestConsoleOfTheEmbeddedPostgres: `neonauth serve` prints an address that signs in to the console, on the console's
// listener only.
func TestConsoleOfTheEmbeddedPostgres(t *testing.T) {
	t.Parallel()
	program := build(t)
	dir, err := os.MkdirTemp("", "neonauth-own-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // as root, Postgres runs as another user
		t.Fatal(err)
	}
	base, said := running(t, program, "NEONAUTH_DATA_DIR="+filepath.Join(dir, "data"), "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:"+freePort(t))
	until(t, func() bool { return consoleAddress.MatchString(said.String()) })
	found := consoleAddress.FindStringSubmatch(said.String())
	for _, path := range []string{"/console/", "/console/sign-in", found[2]} {
		for _, method := range []string{"GET", "POST"} {
			if got := request(t, method, base+path, "", ""); got.status != http.StatusNotFound {
				t.Errorf("the public listener answers %s %s with %d", method, path, got.status)
			}
		}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, want := range []int{http.StatusSeeOther, http.StatusUnauthorized} {
		got, err := client.Post(found[1]+found[2], "application/x-www-form-urlencoded", nil)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != want || (got.Header.Get("Set-Cookie") != "") != (want == http.StatusSeeOther) {
			t.Errorf("%d, want %d", got.StatusCode, want)
		}
	}
	if strings.Count(said.String(), strings.TrimPrefix(found[2], "/console/enter/")) != 1 {
		t.Error("the code is logged")
	}
}
