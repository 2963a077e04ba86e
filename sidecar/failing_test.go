package main_test

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"neonauth/sidecar/logtest"
	"neonauth/sidecar/postgres"
)

// If the database in DATABASE_URL is renamed away, it is served again when it is back. Until then the server is not ready,
// and no response claims that the URL is wrong.
func TestDatabaseRenamedAway(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	base, _ := running(t, program, "DATABASE_URL="+c.serving(t, "app"), serveSecret)
	until(t, func() bool { return isReady(base) })
	up := func(email string) reply {
		return request(t, "POST", base+"/app/auth/sign-up/email", `{"name":"Ada","email":"`+email+`","password":"`+someWord+`"}`, "")
	}
	ada := up("ada@example.com")
	for _, step := range []struct{ away, back, says string }{
		{"alter database app rename to gone", "alter database gone rename to app", "it does not exist (SQLSTATE 3D000)"},
		{"alter database app allow_connections false", "alter database app allow_connections true", "it takes no connections (SQLSTATE 55000)"},
	} {
		// Prevent new connections: renaming requires that none exist.
		c.run(t, "postgres", "alter database app connection limit 0")
		c.run(t, "postgres", "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = 'app'")
		c.run(t, "postgres", step.away)
		for range 2 {
			if got := request(t, "GET", base+"/app/auth/get-session", "", ada.cookie); got.status != 503 || got.retry == "" {
				t.Errorf("%s: get-session: %d %s", step.away, got.status, got.body)
			}
			if got := up("bob@example.com"); got.status != 503 {
				t.Errorf("%s: sign-up: %d %s", step.away, got.status, got.body)
			}
			if got := request(t, "GET", base+"/readyz", "", ""); got.status != 503 {
				t.Errorf("%s: /readyz: %d %s", step.away, got.status, got.body)
			}
		}
		fresh, _ := running(t, program, "DATABASE_URL="+c.serving(t, "app"), serveSecret)
		if got := request(t, "GET", fresh+"/readyz", "", ""); got.status != 503 || !strings.Contains(got.body, step.says) {
			t.Errorf("%s: /readyz of a program started then: %d %s", step.away, got.status, got.body)
		}
		if got := request(t, "GET", fresh+"/app/auth/get-session", "", ada.cookie); got.status != 503 {
			t.Errorf("%s: get-session of a program started then: %d %s", step.away, got.status, got.body)
		}
		if got := request(t, "GET", base+"/other/auth/get-session", "", ""); got.status != 404 {
			t.Errorf("%s: another database: %d %s", step.away, got.status, got.body)
		}
		c.run(t, "postgres", step.back)
		c.run(t, "postgres", "alter database app connection limit -1")
		until(t, func() bool { return isReady(base) && isReady(fresh) })
		if got := request(t, "GET", base+"/app/auth/get-session", "", ada.cookie); !strings.Contains(got.body, "ada@") {
			t.Errorf("%s: get-session: %d %s", step.back, got.status, got.body)
		}
	}
}

// A server in recovery that refuses connections (57P03) is not ready, and becomes ready when it accepts them.
func TestServerThatRecovers(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	address := c.serving(t, "app")
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	base, log := running(t, program, "DATABASE_URL="+address, serveSecret)
	until(t, func() bool { return isReady(base) })
	c.stop(t)
	signal := filepath.Join(c.dir, "data", "standby.signal")
	if err := os.WriteFile(signal, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	stop := startServer(t, filepath.Join(c.dir, "data"), parsed.Port(), "hot_standby=off") // Start would wait for it
	until(t, func() bool {
		got := request(t, "GET", base+"/readyz", "", "")
		return got.status == 503 && strings.Contains(got.body, "57P03")
	})
	if got := request(t, "POST", base+"/app/auth/sign-in/email", `{"email":"a@b.co","password":"x"}`, ""); got.status != 503 || got.retry == "" {
		t.Errorf("sign-in: %d %s", got.status, got.body)
	}
	stop()
	if err := os.Remove(signal); err != nil {
		t.Fatal(err)
	}
	c.start(t)
	until(t, func() bool { return isReady(base) })
	if strings.Contains(log.String(), servingPassword) {
		t.Error("the log contains the password")
	}
}

// startServer runs a server on a data folder. It does not wait until the server accepts connections.
func startServer(t testing.TB, data, port string, settings ...string) (stop func()) {
	t.Helper()
	binaries, err := postgres.Find()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(filepath.Join(binaries, "postgres"), "-D", data, "-p", port, "-h", "127.0.0.1", "-k", "", "-c", "fsync=off", "-c", "shared_buffers=16MB")
	for _, setting := range settings {
		server.Args = append(server.Args, "-c", setting)
	}
	server.Env = []string{"LC_ALL=C", "TZ=UTC"}
	server.Dir = data
	asOwner(t, server, data)
	said := &logtest.Journal{}
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
		if t.Failed() {
			t.Logf("postgres says: %s", lastLines(said.String(), 10))
		}
	})
	t.Cleanup(stop)
	return stop
}

// asOwner runs a program as the user who owns its working directory.
func asOwner(t testing.TB, program *exec.Cmd, folder string) {
	t.Helper()
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		program.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
	}
}
