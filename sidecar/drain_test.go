package main_test

import (
	"net/http"
	"net/http/httptrace"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"neonauth/sidecar/pgtest"
)

// Restarts behind a load balancer that polls /readyz do not reset requests of eight clients with keep-alive connections.
// NEONAUTH_TEST_RESTARTS=30 restarts 30 times.
func TestRestartsResetNothing(t *testing.T) {
	t.Parallel()
	restarts := 3
	if text := os.Getenv("NEONAUTH_TEST_RESTARTS"); text != "" {
		var err error
		if restarts, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	const shutdownDelay = 4 * time.Second
	program := build(t)
	d := pgtest.New(t)
	ports := [2]string{freePort(t), freePort(t)}
	var ready [2]atomic.Int64 // when the last health check began that succeeded, in nanoseconds; 0 after one that failed
	check := func(i int) {
		began := time.Now().UnixNano()
		if !isReady("http://127.0.0.1:" + ports[i]) {
			began = 0
		}
		ready[i].Store(began)
	}
	isChecked := func(i int) bool { return time.Now().UnixNano()-ready[i].Load() < int64(time.Second) }
	begin := func(i int) *exec.Cmd {
		server := exec.Command(program, "serve")
		server.Env = append(plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:"+ports[i]), "NEONAUTH_SHUTDOWN_DELAY="+shutdownDelay.String())
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Process.Kill() })
		until(t, func() bool { return isReady("http://127.0.0.1:" + ports[i]) })
		check(i)
		return server
	}
	servers := [2]*exec.Cmd{begin(0), begin(1)}
	cookie := request(t, "POST", "http://127.0.0.1:"+ports[0]+"/"+d.Name+"/auth/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "").cookie

	stop := make(chan struct{})
	var working sync.WaitGroup
	for i := range ports { // the balancer's health checks
		working.Go(func() {
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-stop:
					return
				case <-tick.C:
					check(i)
				}
			}
		})
	}
	var answered, failed, late atomic.Int64
	for client := range 8 {
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		working.Go(func() {
			for n := client; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				i := n % 2
				if !isChecked(i) {
					i = 1 - i
				}
				checked := ready[i].Load()
				if !isChecked(i) {
					time.Sleep(10 * time.Millisecond) // the checks are late on a slow machine
					continue
				}
				// Go's client does not repeat requests with a body. A repetition would hide a reset.
				in, err := http.NewRequest("POST", "http://127.0.0.1:"+ports[i]+"/"+d.Name+"/auth/get-session", strings.NewReader("{}"))
				if err != nil {
					t.Error(err)
					return
				}
				in.Header.Set("Content-Type", "application/json")
				in.Header.Set("Origin", "http://localhost:"+ports[i])
				in.Header.Set("Cookie", cookie)
				in.GetBody = nil
				var sent atomic.Int64 // when the whole request was written
				in = in.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
					WroteRequest: func(httptrace.WroteRequestInfo) { sent.Store(time.Now().UnixNano()) },
				}))
				out, err := transport.RoundTrip(in)
				if err != nil {
					sent.CompareAndSwap(0, time.Now().UnixNano())
					if time.Duration(sent.Load()-checked) > shutdownDelay/2 { // this client was paused, and sent it to a server that it knows no longer
						late.Add(1)
						continue
					}
					failed.Add(1)
					t.Errorf("client %d: %v", client, err)
					continue
				}
				if out.StatusCode != 200 {
					t.Errorf("client %d: status %d", client, out.StatusCode)
				}
				out.Body.Close()
				answered.Add(1)
			}
		})
	}
	for n := range restarts {
		i := n % 2
		if err := servers[i].Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := servers[i].Wait(); err != nil {
			t.Errorf("it ended with %v", err)
		}
		servers[i] = begin(i)
	}
	close(stop)
	working.Wait()
	t.Logf("%d restarts: %d answered, %d reset, %d sent too late", restarts, answered.Load(), failed.Load(), late.Load())
}

// While a shutdown is announced, /readyz reports it, responses close the connection, and requests are still served.
func TestShutdownIsAnnounced(t *testing.T) {
	t.Parallel()
	program := build(t)
	d := pgtest.New(t)
	port := freePort(t)
	base := "http://127.0.0.1:" + port
	server := exec.Command(program, "serve")
	server.Env = append(plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_LISTEN=127.0.0.1:"+port), "NEONAUTH_SHUTDOWN_DELAY=60s")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Process.Kill() })
	until(t, func() bool { return isReady(base) })
	get := func(path string) (int, bool) {
		out, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Body.Close()
		return out.StatusCode, out.Close
	}
	if status, closes := get("/healthz"); status != 200 || closes {
		t.Errorf("before: %d, closes %v", status, closes)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return !isReady(base) })
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200, "/" + d.Name + "/auth/ok": 200} {
		if status, closes := get(path); status != want || !closes {
			t.Errorf("%s: %d, closes %v", path, status, closes)
		}
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil { // a second signal ends it at once
		t.Fatal(err)
	}
	_ = server.Wait()
}
