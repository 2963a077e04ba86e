package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNeonCommandLineFindsBranches: `neon` finds project and branch by itself: the only project, the default branch, a
// branch by its id, or by the name of its database, whatever it is. It does so with a read-only key, with a key for one
// branch, with telemetry on, and while auth is disabled.
func TestNeonCommandLineFindsBranches(t *testing.T) {
	t.Parallel()
	npmCI(t, managers)
	program := build(t)
	c := newCluster(t)
	c.install(t, "production")
	for _, name := range []string{"my_app", `"br-one-two"`, `"Ünïcode app"`} {
		c.run(t, "postgres", "create database "+name+" template production")
	}
	installer := "NEONAUTH_MIGRATE_URL=" + c.server.URL("production")
	create := func(args ...string) string {
		t.Helper()
		run := command(t, program, append([]string{"key", "create", "--name", "cli"}, args...)...)
		run.Env = plainEnvironment(installer)
		out, err := run.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	all, reads, own := create(), create("--read-only"), create("--branch", "my_app")
	auth, _ := serveNeonauth(t, program, c.serving(t, "production"), installer)
	base := strings.TrimSuffix(auth, "/production/auth")
	neon := func(key string, args ...string) (string, string, int) {
		t.Helper()
		home := t.TempDir()
		run := command(t, filepath.Join(managers, "node_modules/.bin/neon"), append(args, "--api-host", base+"/api/v2", "--output", "json")...)
		if !filepath.IsAbs(run.Path) {
			path, err := filepath.Abs(run.Path)
			if err != nil {
				t.Fatal(err)
			}
			run.Path = path
		}
		run.Dir = home
		run.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "CI=1", "NO_UPDATE_NOTIFIER=1", "NEON_API_KEY=" + key}
		var out, said strings.Builder
		run.Stdout, run.Stderr = &out, &said
		_ = run.Run() // the exit code is what counts
		return out.String(), said.String(), run.ProcessState.ExitCode()
	}
	status := func(key string, args ...string) string {
		t.Helper()
		out, said, code := neon(key, append([]string{"neon-auth", "status", "--no-analytics"}, args...)...)
		var found struct {
			Database string `json:"db_name"`
		}
		if err := json.Unmarshal([]byte(out), &found); err != nil || code != 0 {
			t.Errorf("%v: %d %s %s", args, code, out, said)
		}
		return found.Database
	}
	id := ask[string](t, c, "production", "select neon_auth_management.branch_id(oid) from pg_database where datname = 'my_app'")
	for _, found := range []struct{ got, want string }{
		{status(all), "production"},
		{status(reads), "production"},
		{status(all, "--branch", "my_app"), "my_app"},
		{status(all, "--branch", id), "my_app"},
		{status(all, "--branch", "br-one-two"), "br-one-two"},
		{status(reads, "--branch", "Ünïcode app"), "Ünïcode app"},
		{status(own, "--branch", "my_app"), "my_app"},
		{status(own, "--branch", id), "my_app"},
	} {
		if found.got != found.want {
			t.Errorf("the database is %q, want %q", found.got, found.want)
		}
	}
	if _, said, code := neon(own, "neon-auth", "status", "--no-analytics", "--branch", "production"); code != 1 || said == "" {
		t.Errorf("a key for another branch: %d %s", code, said)
	}
	if _, said, code := neon(reads, "neon-auth", "domain", "add", "https://app.example.com", "--no-analytics"); code != 1 || !strings.Contains(said, "only read") {
		t.Errorf("a read-only key: %d %s", code, said)
	}
	if _, said, code := neon(all, "neon-auth", "disable", "--branch", "my_app"); code != 0 { // with telemetry, which reads GET /auth
		t.Errorf("disable: %d %s", code, said)
	}
	if out, said, code := neon(all, "neon-auth", "status", "--no-analytics", "--branch", "my_app"); code != 0 || strings.Contains(out, "db_name") {
		t.Errorf("status while auth is disabled: %d %s %s", code, out, said)
	}
	if out, said, code := neon(all, "neon-auth", "enable", "--no-analytics", "--branch", "my_app"); code != 0 || !strings.Contains(out+said, "/my_app/auth") {
		t.Errorf("enable: %d %s %s", code, out, said)
	}
	if found := status(own, "--branch", "my_app"); found != "my_app" {
		t.Errorf("after enabling: %q", found)
	}
}
