package main_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/logtest"
	"neonauth/sidecar/postgres"
)

// With a Postgres whose clock differs from the sidecar's by an hour, the database's clock decides: new tokens and cookies
// are valid, and the skew is reported.
func TestClocksApart(t *testing.T) {
	t.Parallel()
	program := build(t)
	for name, c := range map[string]struct {
		shift string
		hours int
		says  string
	}{
		"a sidecar that is behind": {"+1h", 1, "behind the database's clock"},
		"a sidecar that is ahead":  {"-1h", -1, "ahead of the database's clock"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cluster := newCluster(t)
			cluster.install(t, "app")
			address, err := url.Parse(cluster.serving(t, "app"))
			if err != nil {
				t.Fatal(err)
			}
			superuser := cluster.server.URL("app")
			cluster.stop(t)
			cluster.shifted(t, address.Port(), c.shift)
			var ahead float64
			until(t, func() bool {
				conn, err := pgx.Connect(t.Context(), superuser)
				if err != nil {
					return false
				}
				defer conn.Close(t.Context())
				here := time.Now()
				if err := conn.QueryRow(t.Context(), "select extract(epoch from clock_timestamp())::float8").Scan(&ahead); err != nil {
					return false
				}
				ahead -= float64(here.UnixMilli()) / 1000
				_, err = conn.Exec(t.Context(), `update neon_auth.project_config set options = jsonb_set(options, '{session}', '{"cookieCache": {"enabled": true}}')`)
				return err == nil
			})
			if ahead*float64(c.hours) < 3000 {
				t.Fatalf("faketime shifts the clock by %v s", ahead)
			}
			base, log := running(t, program, "DATABASE_URL="+address.String(), serveSecret)
			until(t, func() bool { return isReady(base) })

			up := request(t, "POST", base+"/app/auth/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "")
			token := request(t, "GET", base+"/app/auth/token", "", up.cookie)
			var answer struct{ Token string }
			if err := json.Unmarshal([]byte(token.body), &answer); err != nil || strings.Count(answer.Token, ".") != 2 {
				t.Fatalf("%d %s", token.status, token.body)
			}
			text, err := base64.RawURLEncoding.DecodeString(strings.Split(answer.Token, ".")[1])
			if err != nil {
				t.Fatal(err)
			}
			var claims struct{ Iat, Exp int64 }
			if err := json.Unmarshal(text, &claims); err != nil {
				t.Fatal(err)
			}
			there := time.Now().Add(time.Duration(ahead * float64(time.Second))).Unix()
			if claims.Iat < there-60 || claims.Iat > there+60 || claims.Exp <= there {
				t.Errorf("issued at %d, expires at %d, and it is %d there", claims.Iat, claims.Exp, there)
			}
			// The database that verifies the token accepts it.
			conn, err := pgx.Connect(t.Context(), superuser)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(t.Context())
			if _, err := conn.Exec(t.Context(), "select auth.jwt_session_init($1)", answer.Token); err != nil {
				t.Errorf("the database refuses its own token: %v", err)
			}
			if got := request(t, "GET", base+"/app/auth/get-session", "", up.cookie); !strings.Contains(got.body, "ada@") {
				t.Errorf("get-session: %d %s", got.status, got.body)
			}
			if got := request(t, "GET", base+"/readyz", "", ""); got.status != 200 || !strings.Contains(got.body, c.says) {
				t.Errorf("/readyz: %d %s", got.status, got.body)
			}
			until(t, func() bool { return strings.Contains(log.String(), c.says) }, func() { t.Error("the log does not report it") })
		})
	}
}

// shifted runs the cluster's server with a clock shifted by faketime.
func (c *cluster) shifted(t *testing.T, port, shift string) {
	t.Helper()
	binaries, err := postgres.Find()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(c.dir, "data")
	libraries, err := filepath.Glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
	if err != nil || len(libraries) == 0 {
		t.Fatalf("faketime is not installed: %v", err) // .ci/needs names it
	}
	server := exec.Command(filepath.Join(binaries, "postgres"), "-D", data, "-p", port, "-h", "127.0.0.1", "-k", "",
		"-c", "fsync=off", "-c", "shared_buffers=16MB")
	server.Env = []string{"LC_ALL=C", "TZ=UTC", "LD_PRELOAD=" + libraries[0], "FAKETIME=" + shift, "FAKETIME_DONT_FAKE_MONOTONIC=1"}
	server.WaitDelay = 5 * time.Second
	server.Dir = data
	asOwner(t, server, data)
	said := &logtest.Journal{}
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
		if t.Failed() {
			t.Logf("postgres says: %s", lastLines(said.String(), 10))
		}
	})
}
