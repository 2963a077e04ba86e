package main_test

import (
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"neonauth/sidecar/logtest"
)

// running serves until the test ends, ready or not. It returns the server's base URL and its output.
func running(t testing.TB, program string, environment ...string) (string, *logtest.Journal) {
	t.Helper()
	port := freePort(t)
	server := exec.Command(program, "serve")
	server.Env = plainEnvironment(append(environment, "NEONAUTH_LISTEN=127.0.0.1:"+port)...)
	said := &logtest.Journal{}
	server.Stdout, server.Stderr = said, said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		if err := server.Wait(); err != nil {
			t.Errorf("it ended with %v: %s", err, lastLines(said.String(), 5))
		}
	})
	base := "http://127.0.0.1:" + port
	until(t, func() bool {
		response, err := http.Get(base + "/healthz")
		if err == nil {
			response.Body.Close()
		}
		return err == nil
	})
	return base, said
}

// isReady reports whether a server responds and is ready.
func isReady(base string) bool {
	response, err := http.Get(base + "/readyz")
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// until returns when a condition is true, and fails the test after a time that no slow machine needs. It first calls otherwise, which explain more.
func until(t testing.TB, true func() bool, otherwise ...func()) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); <-tick.C {
		if true() {
			return
		}
	}
	for _, explain := range otherwise {
		explain()
	}
	t.Fatal("the condition did not become true")
}

// A reply is a response of the program.
type reply struct {
	status              int
	body, cookie, retry string
}

func request(t *testing.T, method, address, body, cookie string) reply {
	t.Helper()
	in, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	in.Header.Set("Content-Type", "application/json")
	if cookie != "" {
		in.Header.Set("Cookie", cookie)
	}
	out, err := http.DefaultTransport.RoundTrip(in)
	if err != nil {
		t.Errorf("%s %s: %v", method, address, err)
		return reply{}
	}
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		t.Error(err)
	}
	set := ""
	for _, header := range out.Header.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(header, ";"); strings.Contains(pair, "session_token=") {
			set = pair
		}
	}
	return reply{out.StatusCode, string(text), set, out.Header.Get("Retry-After")}
}

// relay forwards connections from one address to another. cut ends all of them.
func relay(t *testing.T, from, to string) (cut func()) {
	t.Helper()
	listener, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	var mutex sync.Mutex
	open := []net.Conn{}
	var passing sync.WaitGroup
	passing.Go(func() { // ends with the listener
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			mutex.Lock()
			open = append(open, in, out)
			mutex.Unlock()
			passing.Go(func() { _, _ = io.Copy(in, out); in.Close() })
			passing.Go(func() { _, _ = io.Copy(out, in); out.Close() })
		}
	})
	cut = sync.OnceFunc(func() {
		listener.Close()
		mutex.Lock()
		for _, conn := range open {
			conn.Close()
		}
		mutex.Unlock()
		passing.Wait()
	})
	t.Cleanup(cut)
	return cut
}
