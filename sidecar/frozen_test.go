package main_test

import (
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// silentServer accepts connections and sends nothing, like a frozen Postgres.
func silentServer(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
		}
	}()
	return listener.Addr().String()
}

// A host that accepts connections and sends nothing delays a start and requests only by seconds, whatever the connection
// string says, if another host answers.
func TestSilentHost(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	for name, query := range map[string]string{
		"with no time limit of its own": "target_session_attrs=read-write",
		"with a long time limit":        "target_session_attrs=any&connect_timeout=600",
		"without TLS":                   "sslmode=disable",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, err := url.Parse(c.serving(t, "app"))
			if err != nil {
				t.Fatal(err)
			}
			address.Host, address.RawQuery = silentServer(t)+","+address.Host, query
			began := time.Now()
			base, _ := running(t, program, "DATABASE_URL="+address.String(), serveSecret)
			until(t, func() bool { return isReady(base) })
			t.Logf("ready after %v", time.Since(began))
			up := request(t, "POST", base+"/app/auth/sign-up/email", `{"name":"Ada","email":"`+strings.Fields(name)[1]+`@example.com","password":"`+someWord+`"}`, "")
			if up.status != 200 {
				t.Fatalf("sign-up: %d %s", up.status, up.body)
			}
			var all sync.WaitGroup
			for range 16 { // which need more connections
				all.Go(func() {
					began := time.Now()
					if got := request(t, "GET", base+"/app/auth/list-sessions", "", up.cookie); got.status != 200 {
						t.Errorf("list-sessions: %d %s", got.status, got.body)
					}
					if took := time.Since(began); took > 20*time.Second {
						t.Errorf("a request took %v", took)
					}
				})
			}
			all.Wait()
		})
	}
}

// Running requests to a server that freezes end, and the next host takes over.
func TestServerFreezes(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	address, err := url.Parse(c.serving(t, "app"))
	if err != nil {
		t.Fatal(err)
	}
	to := address.Host
	first, freeze := freezer(t, to)
	address.Host = first + "," + to
	base, _ := running(t, program, "DATABASE_URL="+address.String(), serveSecret)
	until(t, func() bool { return isReady(base) })
	up := request(t, "POST", base+"/app/auth/sign-up/email", `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "")
	if up.status != 200 {
		t.Fatalf("sign-up: %d %s", up.status, up.body)
	}
	freeze()
	began := time.Now()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { request(t, "GET", base+"/app/auth/list-sessions", "", up.cookie) })
		all.Go(func() { request(t, "POST", base+"/app/auth/update-user", `{"name":"Eve"}`, up.cookie) })
	}
	all.Wait()
	if took := time.Since(began); took > 50*time.Second {
		t.Errorf("requests ended after %v", took)
	}
	until(t, func() bool { return isReady(base) })
	if got := request(t, "GET", base+"/app/auth/get-session", "", up.cookie); got.status != 200 || !strings.Contains(got.body, "ada@") {
		t.Errorf("get-session: %d %s", got.status, got.body)
	}
	t.Logf("served again after %v", time.Since(began))
}

// freezer forwards connections until it is frozen. Then it accepts connections and sends nothing.
func freezer(t *testing.T, to string) (address string, freeze func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	frozen := make(chan struct{})
	pass := func(from, to net.Conn) {
		part := make([]byte, 32<<10)
		for {
			n, err := from.Read(part)
			select {
			case <-frozen:
				return // without closing
			default:
			}
			if err != nil {
				to.Close()
				return
			}
			if _, err := to.Write(part[:n]); err != nil {
				return
			}
		}
	}
	go func() { // ends with the listener
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { in.Close() })
			select {
			case <-frozen:
				continue
			default:
			}
			out, err := net.Dial("tcp", to)
			if err != nil {
				in.Close()
				continue
			}
			t.Cleanup(func() { out.Close() })
			go pass(in, out)
			go pass(out, in)
		}
	}()
	return listener.Addr().String(), sync.OnceFunc(func() { close(frozen) })
}
