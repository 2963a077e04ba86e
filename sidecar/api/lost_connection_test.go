package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

const endConnections = `select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
	where datname = current_database() and application_name = 'neonauth'`

// fill makes the pool open its connections, as many as it may.
func (h *harness) fill(c *client) {
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() { _, _ = c.try(h.Context(), "GET", "/list-sessions", nil) })
	}
	all.Wait()
}

// Connections that the server has closed do not fail requests, neither reads nor writes.
func TestTerminatedConnections(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	for round := range 3 {
		h.fill(ada)
		if n := value[int](h, endConnections); n < 2 {
			t.Fatalf("%d connections were open", n)
		}
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				ada.get("/get-session").wants(t, 200, "ada@")
				ada.get("/list-sessions").wants(t, 200)
				name := fmt.Sprintf("Ada %d.%d", round, i)
				ada.post("/update-user", map[string]any{"name": name}).wants(t, 200)
			})
		}
		all.Wait()
	}
}

// Connections that are ended all the time, while requests are under way: whatever was acknowledged was done once, and
// what only reads is always answered.
func TestConnectionsEndedUnderLoad(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`create table public.made (email text)`)
	h.sql(`create function public.note() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
		as $$ begin insert into public.made values (new.email); return new; end $$;
		create trigger note after insert on neon_auth."user" for each row execute function public.note()`)
	ada := h.client().enter("ada@example.com")
	stop := make(chan struct{})
	var ending, all sync.WaitGroup
	ending.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = h.db.Owner.Exec(h.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and application_name = 'neonauth' order by random() limit 1`)
			}
		}
	})
	var mutex sync.Mutex
	acknowledged, refused := 0, map[int]int{}
	for i := range 8 {
		all.Go(func() {
			for j := range 6 {
				got := h.client().post("/email-otp/check-verification-otp", map[string]any{"email": "x@example.com", "type": "sign-in", "otp": "1"})
				if got.status != 400 && got.status != 503 {
					t.Errorf("check: %d %s", got.status, got.body)
				}
				email := fmt.Sprintf("person%d.%d@example.com", i, j)
				made := h.client().post("/sign-up/email", map[string]any{"name": "P", "email": email, "password": goodWord})
				mutex.Lock()
				if made.status == 200 {
					acknowledged++
				} else {
					refused[made.status]++
				}
				mutex.Unlock()
			}
		})
	}
	all.Wait()
	close(stop)
	ending.Wait()
	ada.get("/get-session").wants(t, 200, "ada@")
	if twice := value[int](h, `select count(*) - count(distinct email) from public.made`); twice != 0 {
		t.Errorf("%d users were made twice", twice)
	}
	if n := value[int](h, `select count(*) from public.made where email like 'person%'`); n < acknowledged {
		t.Errorf("%d users were made, %d acknowledged", n, acknowledged)
	}
	t.Logf("%d acknowledged, others: %v", acknowledged, refused)
	for status := range refused {
		if status != 503 && status != 422 { // 422: executed, but the response was lost
			t.Errorf("%d times %d", refused[status], status)
		}
	}
}

// What was carried out just before its connection broke is never carried out again.
func TestNoChangeIsRepeated(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	// Ends its own connection in the middle of the change, after begin_request.
	h.sql(`create sequence public.tries;
		create function public.die() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
		as $$ begin perform nextval('public.tries'); perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return new; end $$;
		create trigger die before update on neon_auth."user" for each row execute function public.die()`)
	got := ada.post("/update-user", map[string]any{"name": "Eve"})
	if got.status != 503 || !strings.Contains(got.body, "NOT_READY") || got.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if n := value[int](h, `select last_value from public.tries`); n > 2 {
		t.Errorf("the change was tried %d times", n)
	}
	ada.get("/get-session").wants(t, 200, "ada@")
}
