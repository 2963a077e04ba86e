package api_test

import (
	"context"
	"net/http"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/api"
	"neonauth/sidecar/password"
)

// Alone, as it measures: 500 sign-ins at once leave memory bounded and get-session fast.
func TestManySignInsAtOnce(t *testing.T) {
	h := start(t, func(c *api.Config) { c.Hasher = password.New(0, 15) })
	signedIn := h.client().enter("ada@example.com")
	signedIn.get("/get-session").wants(t, 200, "ada@")
	runtime.GC()
	before := liveHeap()

	var mutex sync.Mutex
	statuses := map[int]int{}
	var all sync.WaitGroup
	var left atomic.Int32
	left.Store(500)
	for n := range 500 {
		all.Go(func() {
			defer left.Add(-1)
			body := `{"email":"ada@example.com","password":"` + []string{goodWord, "a wrong word"}[n%2] + `"}`
			got, err := h.client().try(t.Context(), http.MethodPost, "/sign-in/email", strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			if got.status == 503 && got.header.Get("Retry-After") == "" {
				t.Errorf("503 without Retry-After: %s", got.body)
			}
			mutex.Lock()
			defer mutex.Unlock()
			statuses[got.status]++
		})
	}
	answered, most := 0, before
	for ; left.Load() > 0; answered++ {
		signedIn.get("/get-session").wants(t, 200, "ada@")
		most = max(most, liveHeap())
	}
	all.Wait()
	t.Logf("%v; %d get-sessions; heap %d MB at most, %d MB before", statuses, answered, most>>20, before>>20)
	if statuses[200]+statuses[401]+statuses[429]+statuses[503] != 500 || statuses[200] == 0 || statuses[401] == 0 || statuses[503] == 0 {
		t.Errorf("answers: %v", statuses)
	}
	// One that waited for a hash, as it would for a connection that a sign-in keeps, would be answered once for each.
	if hashed := statuses[200] + statuses[401]; answered <= hashed {
		t.Errorf("%d get-sessions while %d passwords were hashed", answered, hashed)
	}
	// A table of 32 MiB for each slot, and what 500 connections of client and server need.
	if grown := int64(most) - int64(before); grown > int64(32*runtime.GOMAXPROCS(0)+128)<<20 {
		t.Errorf("memory has grown by %d MB", grown>>20)
	}
}

// liveHeap returns the bytes of the objects that the last collection found in use. What waits to be collected depends on the
// machine's speed.
func liveHeap() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}

// A full queue is reported immediately.
func TestBusy(t *testing.T) {
	t.Parallel()
	hasher := password.New(1, 1)
	h := start(t, func(c *api.Config) { c.Hasher = hasher })
	var all sync.WaitGroup
	var busy atomic.Int32
	for range 12 {
		all.Go(func() {
			got := h.client().signIn("nobody@example.com")
			switch {
			case got.status == 503 && got.field("code") == "THE_SERVER_IS_BUSY" && got.header.Get("Retry-After") != "":
				busy.Add(1)
			case got.status != 401:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	all.Wait()
	if busy.Load() == 0 {
		t.Error("no request was rejected")
	}
}

// forget begins a transaction that does something and is not ended before the test is over, or end is called.
func (h *harness) forget(statement string) (end func()) {
	h.Helper()
	conn, err := pgx.Connect(h.Context(), h.db.URL)
	if err != nil {
		h.Fatal(err)
	}
	end = sync.OnceFunc(func() { _ = conn.Close(context.Background()) })
	h.Cleanup(end)
	if _, err := conn.Exec(h.Context(), "begin; "+statement); err != nil {
		h.Fatal(err)
	}
	return end
}

// A forgotten row lock does not delay any get-session, whatever state the session is in.
func TestJ14ForgottenLock(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
	const adas = ` where "userId" = (select id from neon_auth."user" where email = 'ada@example.com')`
	for name, age := range map[string]string{"fresh": "7 days", "due": "3 days", "expired": "-1 hour"} {
		cookies := ada.cookies[cookieName]
		h.sql(`update neon_auth.session set "expiresAt" = now() + $1::text::interval`+adas, age)
		end := h.forget(`select from neon_auth.session` + adas + ` for update; select from neon_auth."user" for update`)
		for _, c := range []*client{ada, bob} {
			// An answer shows that it does not wait: the lock is there until end.
			if got := c.get("/get-session").wants(t, 200); (got.body == "null") != (c == ada && name == "expired") {
				t.Errorf("%s: %s", name, got.body)
			}
		}
		ada.cookies[cookieName] = cookies
		end()
	}
	h.sql(`update neon_auth.session set "expiresAt" = now() + interval '7 days'`)
	end := h.forget(`select from neon_auth.session` + adas + ` for update`)
	var all sync.WaitGroup
	for range 12 { // more than there are connections
		all.Go(func() {
			again := h.client()
			again.cookies[cookieName] = ada.cookies[cookieName]
			again.post("/sign-out", "{}").wants(t, 503)
		})
	}
	waits(h, 1)
	bob.get("/get-session").wants(t, 200, "bob@") // one connection is left to the look-ups, however many wait behind the lock
	all.Wait()
	end()
	ada.post("/sign-out", "{}").wants(t, 200)
}

// waits returns when that many of the sidecar's connections wait for a lock.
func waits(h *harness, count int) {
	h.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if value[int](h, `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'neonauth'
			and wait_event_type = 'Lock'`) >= count {
			return
		}
	}
	h.Fatal("no statement waits for the lock")
}

// A client that disconnects during a look-up does not cost a connection or another client's response.
func TestHangUp(t *testing.T) {
	t.Parallel()
	h := start(t)
	clients := []*client{h.client().enter("ada@example.com")}
	for range 4 {
		c := h.client()
		c.signIn("ada@example.com").wants(t, 200)
		clients = append(clients, c)
	}
	clients[0].get("/get-session").wants(t, 200)
	const connections = `select string_agg(pid::text, ' ' order by pid) from pg_stat_activity
		where datname = current_database() and application_name = 'neonauth'`
	before := value[string](h, connections)

	end := h.forget(`lock table neon_auth.session in access exclusive mode`)
	leaving, leave := context.WithCancel(t.Context())
	var gone, served sync.WaitGroup
	for i, c := range clients {
		if i%2 == 0 {
			gone.Go(func() {
				if _, err := c.try(leaving, http.MethodGet, "/get-session", nil); err == nil {
					t.Error("a client that has left was answered")
				}
			})
			continue
		}
		served.Go(func() { c.get("/get-session").wants(t, 200, "ada@") })
	}
	waits(h, 1)
	leave()
	gone.Wait()
	end()
	served.Wait()
	clients[0].get("/get-session").wants(t, 200, "ada@")
	// The settings, which are read again after a second, may have opened another one.
	after := strings.Fields(value[string](h, connections))
	for _, pid := range strings.Fields(before) {
		if !slices.Contains(after, pid) {
			t.Errorf("connections %s became %v", before, after)
		}
	}
}

// A client that disconnects while its statement runs is no failure of the server.
func TestHangUpIsNoFailure(t *testing.T) {
	t.Parallel()
	for path, body := range map[string]string{"/update-user": `{"name":"Eve"}`, "/sign-out": "{}"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			ada := h.client().enter("ada@example.com")
			h.forget(`lock table neon_auth."user", neon_auth.session in access exclusive mode`)
			leaving, leave := context.WithCancel(t.Context())
			var gone sync.WaitGroup
			gone.Go(func() { _, _ = ada.try(leaving, http.MethodPost, path, strings.NewReader(body)) })
			waits(h, 1)
			leave()
			gone.Wait()
			h.server.Close() // waits for the request
			if text := h.log.String(); strings.Contains(text, "request failed") {
				t.Error(text)
			}
		})
	}
}
