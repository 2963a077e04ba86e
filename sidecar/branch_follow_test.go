package main_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"neonauth/sidecar/branches"
)

// TestChangesOfBranchesAreFollowed: branches are created, dropped, renamed and recreated under the same name while other
// branches are in use. Each change is followed (within a second on a quiet machine), no request to the others fails, and
// only requests for what is gone get an error.
func TestChangesOfBranchesAreFollowed(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	const follows = 30 * time.Second // a database that is not looked for again is found after a minute
	home, program := newCluster(t), build(t)
	home.install(t, "shop")
	base, said := running(t, program, "DATABASE_URL="+home.serving(t, "shop"), "NEONAUTH_MIGRATE_URL="+home.server.URL("shop"), serveSecret)
	until(t, func() bool { return isReady(base) })
	home.run(t, "shop", `update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	signIn := func(database, path string) reply {
		return request(t, "POST", base+"/"+database+"/auth"+path, `{"name":"Ada","email":"ada@example.com","password":"`+someWord+`"}`, "")
	}
	signIn("shop", "/sign-up/email")
	made := branches.Branches{URL: home.server.URL("shop"), Patience: time.Minute}
	create := func(name string) {
		t.Helper()
		got, err := made.Create(t.Context(), branches.Spec{Name: name})
		if err != nil || got.Method != "template" {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
	}
	const steady = 4
	cookies := map[string]string{}
	for i := range steady {
		name := fmt.Sprint("steady", i)
		create(name)
		cookies[name] = signIn(name, "/sign-in/email").cookie
	}

	// The others are in use all the time, and each request succeeds.
	var served, failed atomic.Int64
	var load sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	for name, cookie := range cookies {
		load.Go(func() {
			for ctx.Err() == nil {
				in, _ := http.NewRequestWithContext(ctx, "GET", base+"/"+name+"/auth/list-sessions", http.NoBody)
				in.Header.Set("Cookie", cookie)
				out, err := http.DefaultClient.Do(in)
				if ctx.Err() != nil {
					return
				}
				if err == nil {
					out.Body.Close()
				}
				if err != nil || out.StatusCode != 200 {
					failed.Add(1)
					t.Errorf("%s: %v %v", name, out, err)
				}
				served.Add(1)
			}
		})
	}
	becomes := func(what, database string, status int) (last reply) {
		t.Helper()
		started := time.Now()
		for {
			if last = signIn(database, "/sign-in/email"); last.status == status {
				return last
			}
			if time.Since(started) > follows {
				t.Errorf("%s: %s still responds with %d %s", what, database, last.status, last.body)
				return last
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	isNull := func(what, database, cookie string) {
		t.Helper()
		if got := request(t, "GET", base+"/"+database+"/auth/get-session", "", cookie); got.status != 200 || got.body != "null" {
			t.Errorf("%s: %d %s", what, got.status, got.body)
		}
	}
	ended := 0 // how often connections were ended, each of which may interrupt a poll
	for round := range 2 {
		name, other := fmt.Sprint("changing", round), fmt.Sprint("renamed", round)
		becomes("not yet created", name, 404)
		create(name)
		first := becomes("created", name, 200).cookie
		home.run(t, "postgres", "drop database "+name+" with (force)")
		ended++
		becomes("dropped", name, 404)
		create(name)
		second := becomes("recreated", name, 200).cookie
		isNull("a cookie of the dropped one", name, first)
		until(t, func() bool { // the sidecar connects again while it is asked
			ended++
			home.run(t, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+name+"'")
			conn := home.connect(t, "postgres")
			defer conn.Close(t.Context())
			_, err := conn.Exec(t.Context(), "alter database "+name+" rename to "+other)
			return err == nil
		})
		becomes("renamed", other, 200)
		becomes("renamed away", name, 404)
		if got := request(t, "GET", base+"/"+other+"/auth/get-session", "", second); !strings.Contains(got.body, "ada@example.com") {
			t.Errorf("a renamed branch has lost its sessions: %d %s", got.status, got.body)
		}
		create(name) // while the renamed one is served
		becomes("created again", name, 200)
		isNull("a cookie of the renamed one", name, second)
	}
	stop()
	load.Wait()
	if served.Load() < 100 || failed.Load() > 0 {
		t.Errorf("%d of %d requests to other branches failed", failed.Load(), served.Load())
	}
	if n := strings.Count(said.String(), "poll the outbox"); n > ended {
		t.Errorf("the log complains %d times about databases that are gone, and connections were ended %d times", n, ended)
	}
}
