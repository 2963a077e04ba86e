package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"neonauth/sidecar/logtest"
	"neonauth/sidecar/pgtest"
)

func (s *shell) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	file := filepath.Join(s.dir, name)
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
}

// TestEnvFileInDevelopment: a .env file in the working directory is read, which the program says, without values.
func TestEnvFileInDevelopment(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t)
	s.write(t, ".env", "# of the app\nAPP_PORT=1\nexport NEONAUTH_MIGRATE_URL='"+d.URL+"'\nNEONAUTH_SECRET=\"hidden-word\" # quoted\n", 0o600)
	out, said := s.pipe(t, 0, "", "user", "list", "--json")
	holds(t, said, "neonauth: read NEONAUTH_MIGRATE_URL and NEONAUTH_SECRET from .env")
	if !json.Valid([]byte(out)) || strings.Contains(out+said, "hidden-word") || strings.Contains(said, "postgres://") {
		t.Errorf("%s%s", out, said)
	}
	_, said = s.pipe(t, 2, "", "user", "list", "--env-file=off")
	holds(t, said, "There is no database to work on")
	s.environment = []string{"NEONAUTH_ENV_FILE=off"}
	s.pipe(t, 2, "", "user", "list")
	s.environment = nil

	for text, want := range map[string]string{
		"NEONAUTH_MIGRATE_URI=x":   ".env: NEONAUTH_MIGRATE_URI is not a variable of neonauth. Did you mean NEONAUTH_MIGRATE_URL?",
		"NEONAUTH_LISTEN=nowhere":  "in .env: NEONAUTH_LISTEN",
		"hidden-word without sign": ".env cannot be read as lines NAME=value",
	} {
		s.write(t, ".env", text+"\n", 0o600)
		_, said := s.pipe(t, 2, "", "user", "list")
		holds(t, said, want)
		if strings.Contains(said, "hidden-word") {
			t.Errorf("a value is printed: %s", said)
		}
	}
	for value, lost := range map[string]bool{
		"pa$1Word": true, "pa${WORD}": true, `"pa$WORD"`: true, "'pa$1Word'": false, "pa$word": false, `pa\$1Word`: false, `"pa\$1Word"`: false, `pa\$1Word$2X`: true, "pa$": false, "pa$APP_PORT": false,
	} {
		s.write(t, ".env", "APP_PORT=1\nNEONAUTH_SECRET="+value+"\nNEONAUTH_MIGRATE_URL="+d.URL+"\n", 0o600)
		code := map[bool]int{true: 2}[lost]
		_, said := s.pipe(t, code, "", "user", "list")
		if lost {
			holds(t, said, "NEONAUTH_SECRET in .env has a $", "single quotes")
		}
	}
	s.write(t, ".env", "\ufeffNEONAUTH_MIGRATE_URL="+d.URL+"\r\n", 0o600) // as editors on Windows write it
	s.pipe(t, 0, "", "user", "list")
	s.write(t, ".env", "NEONAUTH_MIGRATE_URL="+d.URL+"\n", 0o666)
	_, said = s.pipe(t, 2, "", "user", "list")
	holds(t, said, ".env could have been written by another user", "NEONAUTH_ENV_FILE=off")
	if err := os.Remove(filepath.Join(s.dir, ".env")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(s.dir, ".env"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, said = s.pipe(t, 2, "", "user", "list") // and does not wait
	holds(t, said, ".env is not a file with variables")
	if os.Geteuid() == 0 { // only root can make a file of another user
		if err := os.Remove(filepath.Join(s.dir, ".env")); err != nil {
			t.Fatal(err)
		}
		s.write(t, ".env", "NEONAUTH_MIGRATE_URL="+d.URL+"\n", 0o600)
		if err := os.Chown(filepath.Join(s.dir, ".env"), 65534, 65534); err != nil {
			t.Fatal(err)
		}
		_, said = s.pipe(t, 2, "", "user", "list")
		holds(t, said, ".env could have been written by another user")
	}
}

// TestEnvFileInProduction: where the environment or a flag names a database or a secret, a .env file has no effect,
// whatever it says. A file that the operator names is read, and the environment takes precedence over it.
func TestEnvFileInProduction(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	s := newShell(t)
	s.write(t, ".env", "NEONAUTH_MIGRATE_URL=postgres://stray@127.0.0.1:1/stray\nNEONAUTH_INSECURE_COOKIES=1\nNEONAUTH_LISTEN=nonsense\nNEONAUTH_NONSENSE=1\n", 0o666)
	for _, environment := range [][]string{{"NEONAUTH_MIGRATE_URL=" + d.URL}, {"DATABASE_URL=" + d.URL}, {"DATABASE_URL=" + d.URL, serveSecret}} {
		s.environment = environment
		_, said := s.pipe(t, 0, "", "user", "list")
		if strings.Contains(said, ".env") {
			t.Errorf("%s", said)
		}
	}
	s.environment = nil
	s.pipe(t, 0, "", "user", "list", "--migrate-url", d.URL)
	s.environment = []string{serveSecret}
	_, said := s.pipe(t, 2, "", "user", "list") // not the stray database
	holds(t, said, "There is no database to work on")

	s.write(t, "production.env", "NEONAUTH_MIGRATE_URL=postgres://stray@127.0.0.1:1/stray\nNEONAUTH_DATABASE_CONNECTIONS=3\n", 0o600)
	s.environment = []string{"NEONAUTH_MIGRATE_URL=" + d.URL, "NEONAUTH_ENV_FILE=production.env"}
	_, said = s.pipe(t, 0, "", "user", "list")
	holds(t, said, "NEONAUTH_DATABASE_CONNECTIONS from production.env")
	s.environment = nil
	_, said = s.pipe(t, 1, "", "user", "list", "--env-file", "production.env")
	holds(t, said, "No server responds at 127.0.0.1:1")
	_, said = s.pipe(t, 2, "", "user", "list", "--env-file", "missing.env")
	holds(t, said, "missing.env")

	server, log := exec.Command(s.program, "serve", "--listen", "127.0.0.1:"+freePort(t)), &logtest.Journal{}
	server.Env, server.Dir, server.Stdout, server.Stderr = plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret), s.dir, log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	until(t, func() bool {
		return strings.Contains(log.String(), "the file .env is not read") && strings.Contains(log.String(), "ready: ")
	})
	_ = server.Process.Signal(syscall.SIGTERM)
	if err := server.Wait(); err != nil {
		t.Errorf("%v: %s", err, log)
	}
}

// TestPostgresOfAFlag: the programs of the embedded Postgres are those of the flag, as of the variable.
func TestPostgresOfAFlag(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	empty := t.TempDir()
	_, said := s.pipe(t, 1, "", "serve", "--postgres-bin", empty, "--listen", "127.0.0.1:"+freePort(t))
	holds(t, said, "NEONAUTH_POSTGRES_BIN: "+empty+" does not contain initdb and postgres")
}
