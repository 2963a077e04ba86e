package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"neonauth/sidecar/logtest"
	"neonauth/sidecar/pgtest"
)

// The exit code distinguishes a command that failed (1) from an unknown or invalid command (2).
func TestExitCodes(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, c := range map[string]struct {
		args, env []string
		code      int
	}{
		"version":            {[]string{"version"}, nil, 0},
		"version, wrong env": {[]string{"version"}, []string{"NEONAUTH_SECRTE=x"}, 0},
		"help":               {[]string{"help"}, nil, 0},
		"help of a command":  {[]string{"serve", "--help"}, nil, 0},
		"a topic":            {[]string{"help", "availability"}, nil, 0},
		"nothing":            {nil, nil, 2},
		"unknown":            {[]string{"sevre"}, nil, 2},
		"no topic":           {[]string{"help", "brnches"}, nil, 2},
		"no command's topic": {[]string{"help", "keys", "lst"}, nil, 2},
		"help of keys list":  {[]string{"help", "keys", "list"}, nil, 0},
		"too much":           {[]string{"serve", "now"}, nil, 2},
		"an unknown flag":    {[]string{"serve", "--prot", "1"}, nil, 2},
		"keys of nothing":    {[]string{"keys"}, nil, 2},
		"a wrong variable":   {[]string{"serve"}, []string{"NEONAUTH_LISTEN=x"}, 2},
		"a misspelt one":     {[]string{"migrate"}, []string{"NEONAUTH_MIGRATE_URI=x"}, 2},
		"no server":          {[]string{"migrate"}, []string{"DATABASE_URL=postgres://x@127.0.0.1:1/x"}, 1},
	} {
		run := command(t, program, c.args...)
		run.Env = plainEnvironment(c.env...)
		run.Dir = t.TempDir()
		said, _ := run.CombinedOutput()
		if code := run.ProcessState.ExitCode(); code != c.code {
			t.Errorf("%s: %d: %s", name, code, said)
		}
		if strings.Count(string(said), "127.0.0.1:1") > 1 {
			t.Errorf("%s: the message is repeated: %s", name, said)
		}
	}
}

// Every variable has a flag, which takes precedence, and help shows both.
func TestVariablesAreFlags(t *testing.T) {
	t.Parallel()
	program := build(t)
	help := command(t, program, "serve", "--help")
	help.Env = plainEnvironment()
	said, err := help.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("help/running.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(readme), "\n") {
		rest, ok := strings.CutPrefix(line, "| `")
		name, _, _ := strings.Cut(rest, "`")
		if !ok || name != "DATABASE_URL" && !strings.HasPrefix(name, "NEONAUTH_") {
			continue
		}
		flag := "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, "NEONAUTH_")), "_", "-")
		if name == "NEONAUTH_AUTO_MIGRATE" {
			flag = "--migrate"
		}
		if !strings.Contains(string(said), "("+name) || !strings.Contains(string(said), flag) {
			t.Errorf("help does not mention %s or %s", name, flag)
		}
	}
	flagged := command(t, program, "serve", "--secret=hidden-word", "--database-url", "postgres://x@127.0.0.1:1/x")
	flagged.Env = plainEnvironment(serveSecret)
	if said, err := flagged.CombinedOutput(); err == nil || !strings.Contains(string(said), "NEONAUTH_SECRET needs 32 bytes") || strings.Contains(string(said), "hidden-word") {
		t.Errorf("%v %s", err, said)
	}
}

// serve installs only if asked to, and reports it. Otherwise it names the command.
func TestServeInstallsWhenTold(t *testing.T) {
	t.Parallel()
	program := build(t)
	pgtest.New(t) // creates the roles in the cluster
	d := pgtest.Empty(t)
	d.Serve(t)
	base, log := running(t, program, "DATABASE_URL="+d.URL, serveSecret, "NEONAUTH_AUTO_MIGRATE=off")
	until(t, func() bool { return strings.Contains(log.String(), "run neonauth migrate") })
	if got := request(t, "GET", base+"/readyz", "", ""); got.status != 503 || !strings.Contains(got.body, "run neonauth migrate") {
		t.Errorf("/readyz: %d %s", got.status, got.body)
	}
	var exists bool
	if err := d.Owner.QueryRow(t.Context(), "select to_regnamespace('neon_auth') is not null").Scan(&exists); err != nil || exists {
		t.Fatalf("it was installed anyway: %v", err)
	}

	port := freePort(t)
	server, said := exec.Command(program, "serve", "--migrate", "--listen", "127.0.0.1:"+port), &logtest.Journal{}
	server.Env = plainEnvironment("DATABASE_URL="+d.URL, serveSecret)
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return isReady("http://127.0.0.1:" + port) })
	until(t, func() bool { return isReady(base) })
	until(t, func() bool {
		return strings.Contains(said.String(), "ready:    http://localhost:"+port+"/"+d.Name+"/auth")
	})
	if !strings.Contains(said.String(), "release installed") {
		t.Errorf("it does not report the installation: %s", said.String())
	}
	_ = server.Process.Signal(syscall.SIGINT)
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// On a terminal, a start that fails, waits or succeeds is reported in plain sentences, and Ctrl-C ends the program
// quietly.
func TestOnATerminal(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	for name, c := range map[string]struct {
		env  []string
		says []string
	}{
		"ready":        {[]string{"DATABASE_URL=" + d.SidecarURL, serveSecret}, []string{"ready:    http://localhost:"}},
		"no server":    {[]string{"DATABASE_URL=postgres://who:hidden-word@127.0.0.1:1/x", serveSecret}, []string{"No server responds at 127.0.0.1:1.", "Start Postgres there, or correct DATABASE_URL."}},
		"no database":  {[]string{"DATABASE_URL=" + strings.Replace(d.SidecarURL, d.Name, "there_is_none", 1), serveSecret}, []string{"Database there_is_none does not exist", "Create it"}},
		"a wrong word": {[]string{"DATABASE_URL=" + strings.Replace(d.SidecarURL, "@", "x@", 1), serveSecret}, []string{"rejects the login", "Check user and password in DATABASE_URL."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := exec.Command(program, "serve")
			server.Env = append(plainEnvironment(c.env...), "NEONAUTH_LISTEN=127.0.0.1:"+freePort(t))
			said := onTerminal(t, server)
			until(t, func() bool {
				for _, text := range c.says {
					if !strings.Contains(said.String(), text) {
						return false
					}
				}
				return true
			})
			before := said.String()
			if name != "ready" && strings.Contains(before, "ready: ") || strings.Contains(before, `{"time"`) || strings.Contains(before, "hidden-word") {
				t.Errorf("the output is: %s", before)
			}
			if err := server.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if err := server.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if after := strings.TrimPrefix(said.String(), before); strings.Contains(strings.ToLower(after), "error") || strings.Contains(after, "canceled") {
				t.Errorf("it does not end quietly: %s", after)
			}
		})
	}
}

// A port that is in use is detected before Postgres is started.
func TestTakenPortStartsNoPostgres(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	run := command(t, build(t), "serve")
	run.Env = plainEnvironment("NEONAUTH_DATA_DIR="+data, "NEONAUTH_LISTEN=127.0.0.1:"+taken(t))
	said, err := run.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "Another program listens on 127.0.0.1:") || !strings.Contains(string(said), "--listen") {
		t.Errorf("%v %s", err, said)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Error("it has created a data directory")
	}
}

// make dev leaves the database alone that a shell exports for an app, and says that it compiles.
func TestMakeDevIgnoresTheAppsDatabase(t *testing.T) {
	t.Parallel()
	run := command(t, "make", "-n", "-C", "..", "dev")
	run.Env = plainEnvironment("DATABASE_URL=postgres://app@127.0.0.1:1/app", "NEONAUTH_MIGRATE_URL=postgres://app@127.0.0.1:1/app")
	said, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "env -u DATABASE_URL -u NEONAUTH_MIGRATE_URL go run ./sidecar serve") || !strings.Contains(string(said), "compiling") {
		t.Errorf("%v %s", err, said)
	}
}

// A server whose secret does not open the signing key is not reported as ready, and says what to do.
func TestAnotherSecretIsReported(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	keysCommand(t, &exec.Cmd{Path: program, Env: plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret)}, "rotate")
	server := exec.Command(program, "serve")
	server.Env = append(plainEnvironment("DATABASE_URL="+d.SidecarURL, "NEONAUTH_SECRET=8c1f0f6d2b7e4a9533d1e6a07b94c2f85e3d"), "NEONAUTH_LISTEN=127.0.0.1:"+freePort(t))
	said := onTerminal(t, server)
	until(t, func() bool { return strings.Contains(said.String(), "Start with the secret of this database") })
	if strings.Contains(said.String(), "ready: ") {
		t.Errorf("the output is: %s", said.String())
	}
	if err := server.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
