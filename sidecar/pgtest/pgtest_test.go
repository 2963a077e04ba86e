package pgtest

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

func TestNew(t *testing.T) {
	t.Parallel()
	d := New(t)
	for name, query := range map[string]string{
		"is installed":                 `select to_regclass('neon_auth."user"') is not null`,
		"has a login for the sidecar":  `select pg_has_role('neonauth_test_sidecar', 'neon_auth_sidecar', 'member')`,
		"which is in one role":         `select count(*) = 1 from pg_auth_members where member = 'neonauth_test_sidecar'::regrole`,
		"which has no power otherwise": `select not (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls) from pg_roles where rolname = 'neonauth_test_sidecar'`,
		"keeps its template shut":      `select bool_and(not datallowconn) from pg_database where datname like 'neonauth\_template\_%'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !yes(t, d, query) {
				t.Errorf("not so: %s", query)
			}
		})
	}
}

func TestNewConnectsTwoPeople(t *testing.T) {
	t.Parallel()
	d := New(t)
	if !yes(t, d, `select current_setting('is_superuser')::boolean and current_database() = '`+d.Name+`'`) {
		t.Error("the owner's pool is not connected to that database as a superuser")
	}
	var login, database string
	if err := d.Sidecar.QueryRow(t.Context(), "select session_user, current_database()").Scan(&login, &database); err != nil {
		t.Fatal(err)
	}
	if login != "neonauth_test_sidecar" || database != d.Name {
		t.Errorf("the sidecar's pool is connected as %s to %s", login, database)
	}
}

func TestEmptyHasNothingOfOurs(t *testing.T) {
	t.Parallel()
	if !yes(t, Empty(t), `select not exists (select from pg_namespace where nspname in ('neon_auth', 'auth'))`) {
		t.Error("something is installed")
	}
}

func TestDatabasesEnd(t *testing.T) {
	t.Parallel()
	watch := Empty(t)
	for name, c := range map[string]struct{ failed, stays bool }{
		"with a test that passed": {false, false},
		"but not with one failed": {true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test := &outcome{TB: t, failed: c.failed}
			d := Empty(test)
			test.end()
			if got := yes(t, watch, `select exists (select from pg_database where datname = '`+d.Name+`')`); got != c.stays {
				t.Errorf("the database exists: %v, want %v", got, c.stays)
			}
			d.drop(t)
		})
	}
}

// outcome is a testing.TB that ends when end is called, with the given result.
type outcome struct {
	testing.TB
	failed   bool
	cleanups []func()
}

func (o *outcome) Failed() bool     { return o.failed }
func (o *outcome) Cleanup(f func()) { o.cleanups = append(o.cleanups, f) }
func (o *outcome) end() {
	for i := len(o.cleanups) - 1; i >= 0; i-- {
		o.cleanups[i]()
	}
}

func TestThrowawayServer(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	owner := exec.Command("cat") // lives until its input is closed
	stdin, err := owner.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); owner.Wait() })
	home := filepath.Join(tmp, homes+strconv.Itoa(owner.Process.Pid))
	address, err := throwawayServer(tmp, owner.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}

	again, err := throwawayServer(tmp, owner.Process.Pid)
	if err != nil || again != address {
		t.Errorf("the second test of a run gets %s (%v), want %s", again, err, address)
	}

	// A killed keeper's server is replaced.
	kill(t, home)
	if kept := takeOver(home); kept == nil {
		t.Error("a killed keeper still holds its home")
	} else {
		kept.Close()
	}
	if _, err := throwawayServer(tmp, owner.Process.Pid); err != nil {
		t.Fatal(err)
	}

	// When the owner ends, the server ends and its directory is removed.
	stdin.Close()
	owner.Wait()
	Eventually(t, "the home of a run that ended stays", func() bool {
		_, err := os.Stat(home)
		return errors.Is(err, fs.ErrNotExist)
	})
}

func TestSweepTakesWhatNobodyKeeps(t *testing.T) {
	t.Parallel()
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		owner      int
		kept, stay bool
	}{
		"a run that is over":          {ended.Process.Pid, false, false},
		"a run whose keeper stops it": {ended.Process.Pid, true, true},
		"a run that goes on":          {os.Getpid(), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tmp := t.TempDir()
			home := filepath.Join(tmp, homes+strconv.Itoa(c.owner))
			if err := os.Mkdir(home, 0o700); err != nil {
				t.Fatal(err)
			}
			if c.kept {
				defer takeOver(home).Close()
			}
			sweep(tmp)
			if _, err := os.Stat(home); (err == nil) != c.stay {
				t.Errorf("it stays: %v, want %v", err == nil, c.stay)
			}
		})
	}
}

// kill kills a home's keeper with SIGKILL and waits until it is gone.
func kill(t *testing.T, home string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(home, "postgres", "lock")) // names the process that runs Postgres
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(text[:len(text)-1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	Eventually(t, "the keeper does not die", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
}

func yes(t testing.TB, d *Database, query string) bool {
	t.Helper()
	var got bool
	if err := d.Owner.QueryRow(t.Context(), query).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}
