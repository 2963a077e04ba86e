package main_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/hatest"
	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestFailovers breaks the primary of three nodes again and again, under load, in different ways. What was acknowledged
// must be there afterwards, and no get-session may answer from before a change that was acknowledged. It runs with
// NEONAUTH_TEST_FAILOVERS=10 (make ha): it needs root, etcd and Patroni, and takes ten minutes.
func TestFailovers(t *testing.T) {
	text := os.Getenv("NEONAUTH_TEST_FAILOVERS")
	if text == "" {
		t.Skip("only with NEONAUTH_TEST_FAILOVERS")
	}
	failovers, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	nodes := hatest.Start(t)
	installOn(t, nodes.URL(superuser, "postgres", writable), nodes.URL(superuser, "app", writable))
	t.Run("several hosts in DATABASE_URL", func(t *testing.T) {
		failOver(t, nodes, nodes.URL(serving, "app", writable), failovers)
	})
	t.Run("through PgBouncer and HAProxy", func(t *testing.T) {
		failOver(t, nodes, pooledPrimary(t, nodes), (failovers+2)/3)
	})
}

const (
	superuser = "postgres:" + hatest.Password
	serving   = servingLogin + ":" + servingPassword
	writable  = "target_session_attrs=read-write"
)

// failOver breaks the primary that many times while three sidecars serve from it and from replicas, behind HAProxy.
func failOver(t *testing.T, nodes *hatest.Cluster, address string, failovers int) {
	t.Helper()
	program := build(t)
	var sidecars []string
	for range 3 {
		base, _ := running(t, program, "DATABASE_URL="+address, "NEONAUTH_READ_URL="+nodes.URL(serving, "app", ""), serveSecret, "NEONAUTH_CONNECTIONS=20")
		sidecars = append(sidecars, base)
	}
	base := balancer(t, sidecars)
	until(t, func() bool { return isReady(base) })
	work := startTraffic(t, base+"/app/auth")

	breaks := []struct {
		name     string
		do, mend func(*hatest.Node)
	}{
		{"the node loses power", func(n *hatest.Node) { n.Kill(t) }, func(n *hatest.Node) { n.Start(t) }},
		{"Postgres is killed", func(n *hatest.Node) { n.KillPostgres(t) }, func(*hatest.Node) {}},
		{"the node is cut off", func(n *hatest.Node) { n.Cut(t) }, func(n *hatest.Node) { n.Join(t) }},
	}
	var outages []time.Duration
	for i := range failovers {
		how := breaks[i%len(breaks)]
		nodes.WaitReplicated(t)
		old := nodes.Primary(t)
		began := time.Now()
		how.do(old)
		outage := work.outage(t, began)
		outages = append(outages, outage)
		t.Logf("%2d. %-22s outage %v, %d sign-ups and %d changes so far", i+1, how.name+":", outage.Round(100*time.Millisecond), len(work.signedUp()), work.changes())
		work.compare(t, nodes.URL(superuser, "app", writable))
		how.mend(old)
	}
	work.stop()
	nodes.WaitReplicated(t)
	lost := work.compare(t, nodes.URL(superuser, "app", writable))
	slices.Sort(outages)
	median := outages[len(outages)/2]
	t.Logf("%d failovers: median outage %v, longest %v; %d of %d sign-ups lost; %d of %d answers of get-session were old",
		failovers, median.Round(100*time.Millisecond), outages[len(outages)-1].Round(100*time.Millisecond), lost, len(work.signedUp()), work.old, work.answers)
	if median > 10*time.Second {
		t.Errorf("the median outage is %v", median)
	}
}

// pooledPrimary starts HAProxy, which follows the primary, and PgBouncer in front of it. It returns the address for a
// sidecar.
func pooledPrimary(t *testing.T, nodes *hatest.Cluster) string {
	t.Helper()
	port, health := freePort(t), freePort(t)
	text := "listen primary\n  mode tcp\n  bind 127.0.0.1:" + port + "\n  option httpchk GET /primary\n" +
		"  default-server inter 500ms fall 1 rise 1 on-marked-down shutdown-sessions\n"
	for _, n := range nodes.Nodes {
		text += fmt.Sprintf("  server %s %s:5432 check port 8008\n", n.Name, n.Address)
	}
	text += "frontend health\n  mode http\n  bind 127.0.0.1:" + health + "\n  monitor-uri /healthz\n  monitor fail if { nbsrv(primary) lt 1 }\n"
	haproxy(t, text, "http://127.0.0.1:"+health+"/healthz")
	at := func(login string) string {
		return "postgres://" + login + "@127.0.0.1:" + port + "/app?sslmode=disable"
	}
	d := &pgtest.Database{URL: at(superuser), SidecarURL: at(serving)}
	return pgbouncer(t, d, "default_pool_size = 20\nserver_login_retry = 1")(d.SidecarURL)
}

// installOn creates database app with neonauth on the primary, without limits for clients.
func installOn(t *testing.T, postgres, app string) {
	t.Helper()
	exec := func(address string, statements ...string) {
		var conn *pgx.Conn
		var err error
		until(t, func() bool { // a standby may not have the new database yet
			conn, err = pgx.Connect(t.Context(), address)
			return err == nil
		})
		defer conn.Close(t.Context())
		for _, statement := range statements {
			if statement == "install" {
				err = sql.Install(t.Context(), conn)
			} else {
				_, err = conn.Exec(t.Context(), statement)
			}
			if err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	exec(postgres, "create database app")
	exec(app, "install", `select neon_auth.set('rateLimit.enabled', 'false')`,
		"create role "+servingLogin+" login password '"+servingPassword+"' in role neon_auth_sidecar")
}

// A traffic is people who sign up, change their name and ask for their session until it is stopped.
type traffic struct {
	base    string
	cancel  context.CancelFunc
	workers sync.WaitGroup

	mutex   sync.Mutex
	emails  []string    // acknowledged
	times   []time.Time // of acknowledged changes
	answers int
	old     int // answers of get-session from before an acknowledged change
}

func startTraffic(t *testing.T, base string) *traffic {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l := &traffic{base: base, cancel: cancel}
	t.Cleanup(l.stop)
	for i := range 4 {
		p := signedUp(t, base, fmt.Sprintf("changing%d-%d", i, time.Now().UnixNano()))
		l.workers.Go(func() { l.change(ctx, t, p) })
	}
	for range 2 {
		l.workers.Go(func() { l.signUp(ctx) })
	}
	return l
}

func (l *traffic) stop() {
	l.cancel()
	l.workers.Wait()
}

// pause waits a moment, as a client does before it tries again. It returns false if the load ends.
func pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(20 * time.Millisecond):
		return true
	}
}

func (l *traffic) signUp(ctx context.Context) {
	for pause(ctx) {
		email := fmt.Sprintf("u%d@example.com", time.Now().UnixNano())
		p := newPerson(l.base)
		p.client.Timeout = 5 * time.Second
		status, _, err := p.ask("/sign-up/email", fmt.Sprintf(`{"name":"U","email":%q,"password":"correct horse"}`, email))
		if err == nil && status == 200 {
			l.mutex.Lock()
			l.emails = append(l.emails, email)
			l.mutex.Unlock()
		}
	}
}

// change changes a person's name to the next number, and expects get-session to show a number that is not lower.
func (l *traffic) change(ctx context.Context, t *testing.T, p *person) {
	p.client.Timeout = 5 * time.Second
	acknowledged := 0
	for i := 1; pause(ctx); i++ {
		status, _, err := p.ask("/update-user", fmt.Sprintf(`{"name":"n%09d"}`, i))
		if err == nil && status == 200 {
			acknowledged = i
			l.mutex.Lock()
			l.times = append(l.times, time.Now())
			l.mutex.Unlock()
		}
		status, answer, err := p.ask("/get-session", "")
		if err != nil || status != 200 {
			continue
		}
		shown := -1
		if found := numbered.FindStringSubmatch(answer); found != nil {
			shown, _ = strconv.Atoi(found[1])
		}
		l.mutex.Lock()
		l.answers++
		if shown < acknowledged && acknowledged > 0 {
			l.old++
			t.Errorf("get-session shows %d after %d was acknowledged: %.80s", shown, acknowledged, answer)
		}
		l.mutex.Unlock()
	}
}

// outage waits until changes succeed again after a primary broke, for three seconds. It returns the longest time without
// one since then.
func (l *traffic) outage(t *testing.T, began time.Time) (longest time.Duration) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); pause(t.Context()) {
		l.mutex.Lock()
		last, longest := began, time.Duration(0)
		var since time.Time // the end of the longest
		for _, at := range l.times {
			if at.After(began) {
				if at.Sub(last) > longest {
					longest, since = at.Sub(last), at
				}
				last = at
			}
		}
		l.mutex.Unlock()
		if longest > 500*time.Millisecond && time.Since(since) > 3*time.Second && time.Since(last) < time.Second {
			return longest
		}
	}
	t.Fatal("no change succeeds any more")
	return 0
}

func (l *traffic) signedUp() []string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(l.emails)
}

func (l *traffic) changes() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return len(l.times)
}

// compare returns how many acknowledged users are missing, and fails the test if one is.
func (l *traffic) compare(t *testing.T, address string) (lost int) {
	t.Helper()
	wanted := l.signedUp()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	err = conn.QueryRow(t.Context(), `select count(*) from unnest($1::text[]) w (email)
		where not exists (select from neon_auth."user" u where u.email = w.email)`, wanted).Scan(&lost)
	if err != nil {
		t.Fatal(err)
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged users are lost", lost, len(wanted))
	}
	return lost
}
