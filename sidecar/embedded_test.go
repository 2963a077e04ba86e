package main_test

import (
	"bufio"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"neonauth/sidecar/logtest"
)

// Without DATABASE_URL the program serves on an embedded Postgres: data survives kill -9, and SIGTERM stops both.
func TestEmbeddedPostgres(t *testing.T) {
	t.Parallel()
	program := build(t)
	dir, err := os.MkdirTemp("", "neonauth-own-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // as root, Postgres runs as another user
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	port := freePort(t)
	base := "http://127.0.0.1:" + port
	start := func() (*exec.Cmd, *logtest.Journal) {
		server, said := exec.Command(program, "serve"), &logtest.Journal{}
		server.Env = plainEnvironment("NEONAUTH_DATA_DIR="+data, "NEONAUTH_LISTEN=127.0.0.1:"+port)
		server.Stdout, server.Stderr = said, said
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Process.Signal(syscall.SIGTERM) })
		until(t, func() bool { return isReady(base) })
		return server, said
	}

	first, _ := start()
	const auth = "/neondb/auth"
	up := request(t, "POST", base+auth+"/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "")
	token := request(t, "GET", base+auth+"/token", "", up.cookie)
	if up.status != 200 || token.status != 200 {
		t.Fatalf("%d %s, %d %s", up.status, up.body, token.status, token.body)
	}
	keys := request(t, "GET", base+"/.well-known/jwks.json", "", "").body
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()

	second, said := start()
	if got := request(t, "GET", base+auth+"/get-session", "", up.cookie); !strings.Contains(got.body, "ada@") {
		t.Errorf("the cookie is no longer valid: %s", got.body)
	}
	if got := request(t, "POST", base+auth+"/sign-in/email", `{"email":"ada@example.com","password":"`+someWord+`"}`, ""); got.status != 200 {
		t.Errorf("sign-in: %d %s", got.status, got.body)
	}
	if again := request(t, "GET", base+"/.well-known/jwks.json", "", "").body; again != keys || !strings.Contains(keys, "kid") {
		t.Errorf("keys %s became %s", keys, again)
	}
	if info, err := os.Stat(filepath.Join(data, "postgres.log.1")); err != nil || info.Size() == 0 {
		t.Errorf("the log of the start before is not kept: %v", err)
	}
	for _, name := range []string{"secret", "login"} {
		info, err := os.Stat(filepath.Join(data, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", name, info, err)
		}
		content, _ := os.ReadFile(filepath.Join(data, name))
		if strings.Contains(said.String(), strings.TrimSpace(string(content))) {
			t.Errorf("the log contains the %s", name)
		}
	}

	beside := func(args ...string) ([]byte, error) { // in another terminal, with no setting but the folder
		command := exec.Command(program, args...)
		command.Env = plainEnvironment("NEONAUTH_DATA_DIR="+data, "NEONAUTH_CONSOLE_LISTEN=127.0.0.1:4401")
		return command.CombinedOutput()
	}
	for _, line := range []string{"status", "key create --name beside", "key list", "key revoke beside", "keys list", "branch list", "console"} {
		if output, err := beside(strings.Fields(line)...); err != nil {
			t.Errorf("neonauth %s beside the server: %v\n%s", line, err, output)
		}
	}

	readPostmaster := func() int {
		text, err := os.ReadFile(filepath.Join(data, "data", "postmaster.pid"))
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := strings.Cut(string(text), "\n")
		postmaster, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		return postmaster
	}
	postmaster := readPostmaster()
	if err := second.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := second.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, lastLines(said.String(), 10))
	}
	if err := syscall.Kill(postmaster, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("its Postgres, process %d, still runs: %v", postmaster, err)
	}
	if output, err := beside("key", "list"); err == nil || !strings.Contains(string(output), "NEONAUTH_MIGRATE_URL") {
		t.Errorf("neonauth key list without a server: %v\n%s", err, output)
	}

	// Without its Postgres the program ends, and says why, rather than answer 503 for ever.
	third, said := start()
	if err := syscall.Kill(readPostmaster(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := third.Wait(); err == nil || third.ProcessState.ExitCode() != 1 {
		t.Errorf("without its Postgres it ended with %v", err)
	}
	for _, part := range []string{"The embedded Postgres has ended.", filepath.Join(data, "postgres.log"), "killed"} {
		if !strings.Contains(said.String(), part) {
			t.Errorf("it does not say %q: %s", part, lastLines(said.String(), 10))
		}
	}
	start()
	if got := request(t, "GET", base+auth+"/get-session", "", up.cookie); !strings.Contains(got.body, "ada@") {
		t.Errorf("the cookie is no longer valid: %s", got.body)
	}
}

// Clients that send slowly, or far too much before the body, are disconnected.
func TestH10SlowAndHugeRequests(t *testing.T) {
	t.Parallel()
	base, _ := running(t, build(t), "DATABASE_URL=postgres://nobody@127.0.0.1:1/x", serveSecret)
	address := strings.TrimPrefix(base, "http://")
	slow, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := slow.Write([]byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")); err != nil {
		t.Fatal(err)
	}

	huge, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer huge.Close()
	_, _ = huge.Write([]byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Huge: " + strings.Repeat("x", 200<<10) + "\r\n\r\n"))
	status, err := bufio.NewReader(huge).ReadString('\n')
	if err != nil || !strings.Contains(status, "431") {
		t.Errorf("200 kB of headers: %q %v", status, err)
	}

	began := time.Now()
	if err := slow.SetReadDeadline(began.Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = bufio.NewReader(slow).ReadString('\n')
	if deadline := net.Error(nil); errors.As(err, &deadline) && deadline.Timeout() {
		t.Error("the server waits more than 20 seconds for half a header")
	}
}
