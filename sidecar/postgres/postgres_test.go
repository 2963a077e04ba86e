package postgres

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t, 0o755), "made when missing")
	settings := map[string]string{"fsync": "off", "work_mem": "5MB", "listen_addresses": "*"}
	s := startServer(t, Config{Dir: dir, Settings: settings})

	t.Run("has the settings asked for and ours", func(t *testing.T) {
		for name, want := range map[string]string{
			"work_mem": "5MB", "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
			"server_encoding": "UTF8", "TimeZone": "UTC", "password_encryption": "scram-sha-256",
		} {
			if got := query(t, s, "show "+name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := query(t, s, "select lower('É')"); got != "é" && locale() != "C" {
			t.Errorf("lower('É') is %q", got)
		}
	})

	t.Run("refuses a login without the password", func(t *testing.T) {
		u, err := url.Parse(s.URL("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		for _, user := range []*url.Userinfo{
			url.UserPassword(superuser, "wrong"), url.UserPassword(superuser, ""), url.User(superuser),
		} {
			u.User = user
			if conn, err := pgx.Connect(t.Context(), u.String()); err == nil {
				conn.Close(t.Context())
				t.Errorf("%s was let in", user)
			}
		}
	})

	t.Run("hides password, data and log from others", func(t *testing.T) {
		for _, name := range []string{"password", "data", "postgres.log", "lock", "port"} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has mode %s", name, info.Mode())
			}
		}
	})

	t.Run("excludes a second one on its folder", func(t *testing.T) {
		_, err := Start(t.Context(), Config{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), "is in use by another server") {
			t.Errorf("error is %v", err)
		}
		query(t, s, "select 1")
	})

	t.Run("keeps data and port over a restart", func(t *testing.T) {
		query(t, s, "create table kept as select 7 as n; select ''")
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
		if err := s.Stop(); err != nil {
			t.Errorf("the second Stop: %v", err)
		}
		again := startServer(t, Config{Dir: dir})
		if query(t, again, "select n from kept") != "7" {
			t.Error("the table is lost")
		}
		if again.URL("x") != s.URL("x") {
			t.Errorf("moved from %s to %s", s.URL("x"), again.URL("x"))
		}
		if err := again.Stop(); err != nil {
			t.Fatal(err)
		}
	})

	t.Run("refuses data of another major version", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(dir, "data/PG_VERSION"), []byte("9\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Config{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), "was made by Postgres 9") {
			t.Errorf("error is %v", err)
		}
	})
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	dir := folder(t, 0o755)

	t.Run("with the words of Postgres", func(t *testing.T) {
		_, err := Start(t.Context(), Config{Dir: dir, Settings: map[string]string{"fsync": "off", "work_mem": "lots"}})
		if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "work_mem": "lots"`) {
			t.Errorf("error is %v", err)
		}
	})

	t.Run("when its time is up, and leaves nothing running", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Start(ctx, Config{Dir: dir}); err == nil {
			t.Error("started with a context that had ended")
		}
		if err := startServer(t, Config{Dir: dir}).Stop(); err != nil {
			t.Error(err)
		}
	})

	t.Run("when its password is lost", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(dir, "password"), []byte("another"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Config{Dir: dir, Log: quiet()})
		if err == nil || !strings.Contains(err.Error(), "does not match the data") {
			t.Errorf("error is %v", err)
		}
	})

	t.Run("without programs", func(t *testing.T) {
		_, err := Start(t.Context(), Config{Dir: dir, Binaries: t.TempDir()})
		if err == nil || !strings.Contains(err.Error(), "does not contain initdb and postgres") {
			t.Errorf("error is %v", err)
		}
	})
}

func TestServerOutlivesContextOfItsStart(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Config{Dir: folder(t, 0o755), Settings: map[string]string{"fsync": "off"}, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	cancel()
	query(t, s, "select 1")
}

// startServer starts a server and stops it when the test ends.
func startServer(t *testing.T, c Config) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if c.Settings == nil {
		c.Settings = map[string]string{"fsync": "off"}
	}
	c.Log = quiet()
	s, err := Start(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

// query returns the single text value of the last statement's result.
func query(t *testing.T, s *Server, statements string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	results, err := conn.PgConn().Exec(t.Context(), statements).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := results[len(results)-1].Rows
	if len(rows) != 1 {
		t.Fatalf("%s: %d rows", statements, len(rows))
	}
	return string(rows[0][0])
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// folder creates a folder. Folders from t.TempDir cannot be entered by the user who runs the server for root.
func folder(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "neonauth-server-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}
