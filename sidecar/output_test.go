package main_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestColors: colors are for terminals that know them, and NO_COLOR turns them off.
func TestColors(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	for _, c := range []struct {
		environment []string
		colored     bool
	}{
		{[]string{"TERM=xterm"}, true},
		{[]string{"TERM=xterm", "NO_COLOR="}, true},
		{[]string{"TERM=xterm", "NO_COLOR=1"}, false},
		{[]string{"TERM=xterm", "NO_COLOR=0"}, false},
		{[]string{"TERM=dumb"}, false},
	} {
		run := exec.Command(s.program, "check")
		run.Env = plainEnvironment(c.environment...)
		code, text := onTerminal(t, run).end(t, "not fit for production")
		if code != 1 || strings.Contains(text, "\x1b[31mfailure") != c.colored || strings.Contains(text, "\x1b") != c.colored {
			t.Errorf("%v: exit code %d: %q", c.environment, code, text)
		}
	}
	s.environment = []string{"TERM=xterm"}
	s.pipe(t, 1, "", "check") // pipe reports colors
	run := exec.Command(s.program, "check", "--no-color")
	run.Env = plainEnvironment("TERM=xterm")
	if _, text := onTerminal(t, run).end(t, "not fit for production"); strings.Contains(text, "\x1b") {
		t.Errorf("--no-color has colors: %q", text)
	}
	run = exec.Command(s.program, "check", "--json")
	run.Env = plainEnvironment("TERM=xterm")
	if _, text := onTerminal(t, run).end(t, "not fit for production"); strings.Contains(text, "\x1b") {
		t.Errorf("JSON has colors: %q", text)
	}
}

// TestMessagesOfOthersAreHarmless: what code of the app raises is printed, but cannot move the cursor or color the terminal.
func TestMessagesOfOthersAreHarmless(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	do(t, d, `
		create function public.check_seats() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
		as $$ begin raise exception E'no seat \x1b[2J\u009b31mleft'; end $$;
		create trigger check_seats before insert on neon_auth."user" for each row execute function public.check_seats()`)
	s := newShell(t, "NEONAUTH_MIGRATE_URL="+d.URL)
	shown := s.terminal(t, "user", "create", "ada@example.com")
	code, text := shown.end(t, "left")
	if code != 1 || strings.ContainsAny(text, "\x1b\u009b") || !strings.Contains(text, "no seat \ufffd[2J") {
		t.Errorf("exit code %d: %q", code, text)
	}
}

// TestJSONOfOtherCommands: what is not about users, mails and settings prints JSON, too.
func TestJSONOfOtherCommands(t *testing.T) {
	t.Parallel()
	home := newCluster(t)
	home.install(t, "shop")
	s := newShell(t, "DATABASE_URL="+home.serving(t, "shop"), "NEONAUTH_MIGRATE_URL="+home.server.URL("shop"), serveSecret, "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:"+freePort(t))
	for _, c := range [][2]string{
		{"migrate --json", `"release": `},
		{"console --json", `"address": "http://127.0.0.1:`},
		{"keys list --json", `[]`},
		{"keys rotate --json", `"state": "signs"`},
		{"keys list --json", `"kid": "`},
		{"key create --name ci --json", `"key": "nak_`},
		{"key list --json", `"name": "ci"`},
		{"status --json", `"branches": [`},
		{"branch list --json", `"name": "shop"`},
	} {
		line, field := c[0], c[1]
		out, _ := s.pipe(t, 0, "", strings.Fields(line)...)
		if !json.Valid([]byte(out)) || !strings.Contains(out, field) {
			t.Errorf("neonauth %s prints %s", line, out)
		}
	}
	for line, header := range map[string]string{
		"keys list":   "KEY  ",
		"key list":    "ID  ",
		"status":      "NAME  ",
		"branch list": "NAME  ",
	} {
		out, _ := s.pipe(t, 0, "", strings.Fields(line)...)
		if json.Valid([]byte(out)) || !strings.Contains(out, header) {
			t.Errorf("neonauth %s prints %s", line, out)
		}
	}
}
