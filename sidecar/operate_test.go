package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sql"
)

// block returns the commands in a section of a help topic.
func block(t *testing.T, topic, section string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("help", topic+".md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n## "+section+"\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	commands := strings.Join(regexp.MustCompile(`(?m)^ {4,}\S.*$`).FindAllString(rest, -1), "\n")
	if !found || commands == "" {
		t.Fatalf("%s has no commands in %s", topic, section)
	}
	return commands
}

// TestUpgradeAndGoBack does what the topics upgrade and backup say, with their own commands: back up, upgrade, go back with
// the program, and go back with the database.
func TestUpgradeAndGoBack(t *testing.T) {
	t.Parallel()
	home, program, next, folder := newCluster(t), build(t), build(t, "-overlay", nextRelease(t)), t.TempDir()
	home.install(t, "app")
	run := func(program, commands string, wants ...string) {
		t.Helper()
		shell := command(t, "sh", "-euc", commands)
		shell.Dir = folder
		shell.Env = append(plainEnvironment("OWNER_URL="+home.server.URL("app"), "RESTORED_URL="+home.server.URL("restored"), "MAINTENANCE_URL="+home.server.URL("postgres")),
			"PATH="+filepath.Dir(program)+":"+filepath.Dir(tool(t, "pg_dump"))+":"+filepath.Dir(tool(t, "psql"))+":"+os.Getenv("PATH"))
		output, err := shell.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v %s", commands, err, output)
		}
		for _, want := range wants {
			if !strings.Contains(string(output), want) {
				t.Errorf("%s printed %s, without %s", commands, output, want)
			}
		}
	}
	serveOn := func(program, database string) string {
		base, _ := running(t, program, "DATABASE_URL="+home.serving(t, database), serveSecret)
		until(t, func() bool { return isReady(base) })
		return base + "/" + database + "/auth"
	}
	session := func(base, cookie string) bool {
		return strings.Contains(request(t, "GET", base+"/get-session", "", cookie).body, "ada@example.com")
	}
	base := serveOn(program, "app")
	before := request(t, "POST", base+"/sign-up/email", adaSignsUp, "").cookie
	if !session(base, before) {
		t.Fatal("no session before")
	}

	run(program, block(t, "backup", "Back up"))
	run(next, block(t, "upgrade", "Upgrade"))
	if release := ask[int](t, home, "app", "select release from neon_auth.installation"); release != sql.Release+1 {
		t.Errorf("release %d is installed", release)
	}
	if !session(base, before) || !session(serveOn(next, "app"), before) {
		t.Error("the session ended with the upgrade")
	}
	// Go back with the program.
	old := serveOn(program, "app")
	after := request(t, "POST", old+"/sign-in/email", `{"email":"ada@example.com","password":"`+someWord+`"}`, "").cookie
	if !session(old, before) || !session(old, after) {
		t.Error("the old program does not serve the new release")
	}
	// Restore beside the original: a copy, in which the original's sessions are not valid.
	run(program, block(t, "backup", "Restore"))
	restored := serveOn(program, "restored")
	if session(restored, before) {
		t.Error("a session of the original is valid in a copy beside it")
	}
	if got := request(t, "POST", restored+"/sign-in/email", `{"email":"ada@example.com","password":"`+someWord+`"}`, ""); got.status != 200 {
		t.Errorf("sign-in to the copy: %d %s", got.status, got.body)
	}
	// In place of the original.
	home.run(t, "postgres", "drop database app with (force)")
	run(program, block(t, "backup", "Restore in place of the original"), "ep-")
	until(t, func() bool { return session(restored, before) }, func() { t.Error("a session of the time of the dump is not valid") })
	if session(restored, after) {
		t.Error("a session that was opened after the dump is valid")
	}
	if release := ask[int](t, home, "restored", "select release from neon_auth.installation"); release != sql.Release {
		t.Errorf("release %d is restored", release)
	}
}

// The last statement of a topic's sentence works, too.
func TestEndAllSessionsAfterARestore(t *testing.T) {
	t.Parallel()
	m := measure(t)
	cookie := request(t, "POST", m.base+"/sign-up/email", adaSignsUp, "").cookie
	text, err := os.ReadFile("help/backup.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("`(select neon_auth.revoke_[^`]*)`").FindSubmatch(text)
	if found == nil {
		t.Fatal("no statement")
	}
	m.do(string(found[1]))
	if got := request(t, "GET", m.base+"/get-session", "", cookie); got.body != "null" {
		t.Errorf("the session is valid: %s", got.body)
	}
}
