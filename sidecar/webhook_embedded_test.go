package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/logtest"
	"neonauth/sidecar/webhook/webhooktest"
)

// With the embedded Postgres, webhooks on this machine can be saved and are delivered without a switch, in the first
// database and in copies of it. NEONAUTH_WEBHOOK_ALLOW_PRIVATE=0 turns that off.
func TestWebhookOnThisMachineWithEmbeddedPostgres(t *testing.T) {
	t.Parallel()
	program := build(t)
	dir, err := os.MkdirTemp("", "neonauth-hook-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // as root, Postgres runs under another account
		t.Fatal(err)
	}
	start := func(environment ...string) (server *exec.Cmd, base string, connect func(database string) *pgx.Conn) {
		port, output := freePort(t), &logtest.Journal{}
		server = exec.Command(program, "serve")
		server.Env = plainEnvironment(append(environment, "NEONAUTH_DATA_DIR="+filepath.Join(dir, "data"), "NEONAUTH_LISTEN=127.0.0.1:"+port)...)
		server.Stdout, server.Stderr = output, output
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Process.Signal(syscall.SIGTERM); _ = server.Wait() })
		base = "http://127.0.0.1:" + port
		until(t, func() bool { return isReady(base) })
		var address string
		until(t, func() bool {
			address = regexp.MustCompile(`postgres(ql)?://\S+\n`).FindString(output.String())
			return address != ""
		})
		address = strings.TrimSpace(address)
		return server, base, func(database string) *pgx.Conn {
			conn, err := pgx.Connect(t.Context(), strings.Replace(address, "/neondb", "/"+database, 1))
			if err != nil {
				t.Fatal(err)
			}
			return conn
		}
	}
	const save = `update neon_auth.project_config set webhook_config = jsonb_build_object('enabled', true, 'webhookUrl', $1::text,
		'enabledEvents', '["user.created"]'::jsonb)`

	server, base, connect := start()
	for _, database := range []string{"neondb", "copied"} {
		hook := webhooktest.Start(t)
		if database == "copied" {
			conn := connect("postgres")
			until(t, func() bool { // a template must have no connections
				_, err := conn.Exec(t.Context(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'neondb'")
				if err == nil {
					_, err = conn.Exec(t.Context(), "create database copied template neondb")
				}
				return err == nil
			})
			conn.Close(t.Context())
		}
		conn := connect(database)
		if _, err := conn.Exec(t.Context(), "select neon_auth.confirm_branch()"); err != nil { // a copy would hold its events
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), save, strings.Replace(hook.URL, "127.0.0.1", "localhost", 1)); err != nil {
			t.Fatal(err)
		}
		conn.Close(t.Context())
		up := request(t, "POST", base+"/"+database+"/auth/sign-up/email", `{"name":"Ada","email":"`+database+`@example.com","password":"`+someWord+`"}`, "")
		if up.status != 200 {
			t.Fatalf("%s: %d %s", database, up.status, up.body)
		}
		until(t, func() bool { return len(hook.Deliveries("user.created")) == 1 })
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()

	_, _, connect = start("NEONAUTH_WEBHOOK_ALLOW_PRIVATE=0")
	conn := connect("neondb")
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), save, "http://localhost:3000/hook"); err == nil || !strings.Contains(err.Error(), "webhookUrl must be an address") {
		t.Errorf("with 0: %v", err)
	}
}
