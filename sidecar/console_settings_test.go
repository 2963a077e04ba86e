package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"neonauth/sidecar/console"
	"neonauth/sidecar/pgtest"
)

// TestConsoleSettingsInABrowser uses settings, activity, outbox and keys for their purposes in Debian's chromium, and looks
// at the effect in SQL. `go test -artifacts -outputdir FOLDER` keeps its screenshots.
func TestConsoleSettingsInABrowser(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("the tests need, by Debian's name: chromium")
	}
	npmCI(t, consoleKit)
	program := build(t)
	port := freePort(t)
	listen := "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:" + port
	d := pgtest.New(t)
	serveNeonauth(t, program, d.SidecarURL, listen, "NEONAUTH_MIGRATE_URL="+d.URL)
	for _, statement := range []string{
		`select neon_auth.set('trusted_origins', 'https://app.example.com')`,
		`insert into neon_auth."user" (name, email, "emailVerified", role) values ('Ada Lovelace', 'ada@example.com', true, 'admin'), ('Bob', 'bob@example.com', false, 'user')`,
	} {
		if _, err := d.Owner.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	key := func(args ...string) string {
		t.Helper()
		run := command(t, program, append([]string{"key", "create", "--name"}, args...)...)
		run.Env = plainEnvironment("DATABASE_URL="+d.URL, listen)
		run.Stderr = os.Stderr
		said, err := run.Output()
		if err != nil {
			t.Fatal(err)
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
	run := command(t, "node", "settings.mjs")
	run.Dir = consoleKit
	run.Env = plainEnvironment("BASE=http://127.0.0.1:"+port, "DATABASE="+d.Name, "KEY="+key("browser"), "READ_ONLY_KEY="+key("reader", "--read-only"),
		"SQL="+query.URL, "OUT="+filepath.Join(t.ArtifactDir(), "screenshots"), "CHROMIUM="+chromium, "GROUPS="+strings.Join(console.SettingPages(), ","))
	output, err := run.CombinedOutput()
	reportChecks(t, "\n"+string(output), err)
}
