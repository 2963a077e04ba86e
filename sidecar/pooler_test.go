package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestPooler serves through PgBouncer in transaction mode. Two Postgres processes serve all connections in turn, so the
// next statement may not see the session state of the last one.
func TestPooler(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	profile(t, d.URL, "default")
	pooled := pgbouncer(t, d, "")
	base, _ := serveNeonauth(t, program, pooled(d.SidecarURL))

	t.Run("everything works", func(t *testing.T) { walk(t, base) })
	t.Run("for many at once", func(t *testing.T) {
		t.Run("", func(t *testing.T) {
			for i := range 6 {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					one := newPerson(base)
					one.want(t, "/sign-up/email", fmt.Sprintf(`{"name":"N","email":"n%d@example.com","password":"correct horse"}`, i), `"token"`)
					for range 20 {
						one.want(t, "/get-session", "", fmt.Sprintf("n%d@example.com", i))
						one.want(t, "/list-sessions", "", `"token"`)
						one.want(t, "/update-user", `{"name":"M"}`, "true")
					}
				})
			}
		})
	})
	t.Run("settings count at once", func(t *testing.T) {
		const signUp = `{"name":"B","email":"b@example.com","password":"correct horse"}`
		do(t, d, `update neon_auth.project_config set email_and_password = email_and_password || '{"disableSignUp":true}'`)
		if status, answer, err := newPerson(base).ask("/sign-up/email", signUp); status != 400 {
			t.Errorf("sign-up, disabled, answers %d %s (%v)", status, answer, err)
		}
		do(t, d, `update neon_auth.project_config set email_and_password = email_and_password || '{"disableSignUp":false}'`)
		newPerson(base).want(t, "/sign-up/email", signUp, `"token"`)
	})
	t.Run("nothing is left in a session", func(t *testing.T) { leavesNothing(t, pooled(d.SidecarURL)) })
	t.Run("a login that could install serves too", func(t *testing.T) {
		base, _ := serveNeonauth(t, program, pooled(d.URL))
		newPerson(base).want(t, "/ok", "", "true")
	})
}

// TestPoolerMigrates: migrate through a pooler fails and reports why.
func TestPoolerMigrates(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, setting := range map[string]string{
		"PgBouncer's defaults":                "",
		"a pooler that drops settings":        "ignore_startup_parameters = options",
		"one of a whole session, which could": "pool_mode = session",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.Empty(t)
			pooled := pgbouncer(t, d, setting)
			for range 3 { // an idle pool, then one with a used process
				said, err := migrate(t, program, pooled(d.URL))
				if err == nil || !strings.Contains(said, "goes through a pooler and an install needs a direct one") || strings.Count(said, "\n") != 1 {
					t.Errorf("migrate reports %q (%v)", said, err)
				}
			}
			var left int
			err := d.Owner.QueryRow(t.Context(), `select count(*) from pg_namespace where nspname ~ '^(neon_auth|auth$)'`).Scan(&left)
			if err != nil || left > 0 {
				t.Errorf("%d schemas are left (%v)", left, err)
			}
			if said, err := migrate(t, program, d.URL); err != nil {
				t.Errorf("and directly: %s (%v)", said, err)
			}
		})
	}
}

// leavesNothing checks in both processes of the pool that no state outlives a transaction.
func leavesNothing(t *testing.T, address string) {
	t.Helper()
	seen := map[uint32]bool{}
	for range 2 {
		config, err := pgx.ParseConfig(address)
		if err != nil {
			t.Fatal(err)
		}
		config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
		conn, err := pgx.ConnectConfig(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		tx, err := conn.Begin(t.Context()) // kept open, so that the next one gets the other process
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(context.Background())
		var process uint32
		var left string
		err = tx.QueryRow(t.Context(), `
			select pg_backend_pid(), concat_ws(' ',
			  (select string_agg('statement ' || name, ' ') from pg_prepared_statements),
			  (select string_agg('channel ' || c, ' ') from pg_listening_channels() c),
			  (select string_agg('lock', ' ') from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
			  (select string_agg('table ' || relname, ' ') from pg_class where relnamespace = pg_my_temp_schema()),
			  (select 'role ' || current_user where current_user <> session_user),
			  (select string_agg('setting ' || name, ' ') from pg_settings
			   where source = 'session' and name not in ('application_name', 'client_encoding', 'DateStyle', 'TimeZone',
			     'standard_conforming_strings', 'extra_float_digits')),
			  (select 'address' where current_setting('neon_auth.ip_address', true) <> ''))`).Scan(&process, &left)
		if err != nil || left != "" {
			t.Errorf("process %d holds: %s (%v)", process, left, err)
		}
		seen[process] = true
	}
	if len(seen) != 2 {
		t.Errorf("saw %d processes, want 2", len(seen))
	}
}

// pgbouncer runs PgBouncer in front of a database's server until the test ends, with two processes for each login. It
// returns a function that changes an address to go through it.
func pgbouncer(t *testing.T, d *pgtest.Database, setting string) func(string) string {
	t.Helper()
	dir, port := t.TempDir(), freePort(t)
	server, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	var users strings.Builder
	for _, address := range []string{d.URL, d.SidecarURL} {
		if login, err := url.Parse(address); err == nil && login.User != nil {
			password, _ := login.User.Password()
			fmt.Fprintf(&users, "%q %q\n", login.User.Username(), password)
		}
	}
	config := fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\npool_mode = transaction\ndefault_pool_size = 2\n"+
		"listen_addr = 127.0.0.1\nlisten_port = %s\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = %s\n%s\n",
		server.Hostname(), server.Port(), port, filepath.Join(dir, "users"), setting)
	for name, content := range map[string]string{"users": users.String(), "ini": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	through := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		u.Host = net.JoinHostPort("127.0.0.1", port)
		return u.String()
	}
	startPooler(t, dir, through(d.URL))
	return through
}

func startPooler(t *testing.T, dir, address string) {
	t.Helper()
	args := []string{filepath.Join(dir, "ini")}
	if os.Geteuid() == 0 { // PgBouncer refuses to run as root
		args = append(args, "-u", "postgres")
	}
	var log bytes.Buffer
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer" // Debian's folder, which is not in every PATH
	}
	pooler := exec.Command(program, args...)
	pooler.Stdout, pooler.Stderr = &log, &log
	if err := pooler.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { pooler.Wait(); close(ended) }() // ends with the program
	t.Cleanup(func() {
		pooler.Process.Signal(syscall.SIGTERM)
		<-ended
		if t.Failed() {
			t.Logf("pgbouncer says:\n%s", lastLines(log.String(), 20))
		}
	})
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); ; {
		conn, err := pgx.Connect(t.Context(), address)
		if err == nil {
			conn.Close(t.Context())
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("pgbouncer does not answer: %v", err)
		}
		select {
		case <-tick.C:
		case <-ended:
			t.Fatalf("pgbouncer ended: %s", log.String())
		}
	}
}
