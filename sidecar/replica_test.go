package main_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// A replica is a standby of a cluster.
type replica struct {
	data, port string
	primary    *cluster
	stop       func()
}

// newReplica copies a cluster, and starts the copy as its standby.
func newReplica(t testing.TB, primary *cluster, settings ...string) *replica {
	t.Helper()
	r := &replica{data: filepath.Join(openFolder(t), "data"), port: freePort(t), primary: primary}
	copied := command(t, tool(t, "pg_basebackup"), "--pgdata="+r.data, "--write-recovery-conf", "--checkpoint=fast",
		"--dbname="+primary.server.URL("postgres"))
	if said, err := copied.CombinedOutput(); err != nil {
		t.Fatalf("pg_basebackup: %v\n%s", err, said)
	}
	if owner := primary.owner(t); os.Geteuid() == 0 {
		if said, err := exec.Command("chown", "-R", fmt.Sprint(owner.Uid), filepath.Dir(r.data)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	r.stop = startServer(t, r.data, r.port, settings...)
	r.until(t, "app", "select pg_is_in_recovery()")
	return r
}

// at returns an address of the primary with the replica's port.
func (r *replica) at(t testing.TB, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	parsed.Host = "127.0.0.1:" + r.port
	return parsed.String()
}

// until waits until a query returns true on the replica.
func (r *replica) until(t testing.TB, name, query string) {
	t.Helper()
	until(t, func() (is bool) {
		conn, err := pgx.Connect(t.Context(), r.at(t, r.primary.server.URL(name)))
		if err != nil {
			return false
		}
		defer conn.Close(t.Context())
		return conn.QueryRow(t.Context(), query).Scan(&is) == nil && is
	})
}

// signedUp returns a person with a session.
func signedUp(t testing.TB, base, name string) *person {
	t.Helper()
	p := newPerson(base)
	p.want(t, "/sign-up/email", fmt.Sprintf(`{"name":%q,"email":"%s@example.com","password":"correct horse"}`, name, name), `"token"`)
	return p
}

// seesEachChange changes a user and ends the session, and expects each answer of get-session to be the latest.
func seesEachChange(t *testing.T, base string, c *cluster, name string) {
	t.Helper()
	ada := signedUp(t, base, name)
	for i := range 20 {
		ada.want(t, "/update-user", fmt.Sprintf(`{"name":"N%d"}`, i), "true")
		ada.want(t, "/get-session", "", fmt.Sprintf(`"N%d"`, i))
		c.run(t, "app", fmt.Sprintf(`update neon_auth."user" set name = 'S%d' where email = '%s@example.com'`, i, name))
		ada.want(t, "/get-session", "", fmt.Sprintf(`"S%d"`, i))
	}
	other := &person{ada.base, ada.client, map[string]string{}}
	for name, value := range ada.cookies {
		other.cookies[name] = value
	}
	ada.want(t, "/sign-out", "{}", "true")
	other.want(t, "/get-session", "", "null")
}

const scans = `select coalesce(sum(idx_scan + seq_scan), 0) from pg_stat_user_tables where schemaname = 'neon_auth' and relname = 'session'`

// TestReplicaAnswers: a replica answers get-session and key sets in place of the primary, and never from before a change.
func TestReplicaAnswers(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	c.run(t, "app", `update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	r, behind := newReplica(t, c), newReplica(t, c, "recovery_min_apply_delay=30s")
	other := newCluster(t)
	other.install(t, "app")
	for name, reads := range map[string]string{
		"one":                                r.at(t, c.serving(t, "app")),
		"two, one of them 30 seconds behind": strings.Replace(r.at(t, c.serving(t, "app")), "127.0.0.1:"+r.port, "127.0.0.1:"+r.port+",127.0.0.1:"+behind.port, 1),
		"another database":                   other.serving(t, "app"),
		"the primary":                        c.serving(t, "app"),
		"nobody":                             strings.Replace(r.at(t, c.serving(t, "app")), r.port, freePort(t), 1),
	} {
		metrics := "127.0.0.1:" + freePort(t)
		base, _ := running(t, program, "DATABASE_URL="+c.serving(t, "app"), "NEONAUTH_READ_URL="+reads, serveSecret, "NEONAUTH_METRICS_LISTEN="+metrics)
		base += "/app/auth"
		until(t, func() bool { return isReady(strings.TrimSuffix(base, "/app/auth")) })
		seesEachChange(t, base, c, "ada"+fmt.Sprint(len(name)))
		ada := signedUp(t, base, "bob"+fmt.Sprint(len(name)))
		if name == "one" {
			r.untilAsked(t, ada)
			reads := func() int { // a connection reports its reads when it ends, at the latest
				c.run(t, "postgres", "select pg_terminate_backend(pid, 30000) from pg_stat_activity where datname = 'app' and application_name ~ '^neonauth'")
				return ask[int](t, c, "app", scans)
			}
			asked := 0
			until(t, func() bool { // the replica is left alone for a moment whenever it is late, as on a busy machine
				before := reads()
				for range 50 {
					ada.want(t, "/get-session", "", `"bob3"`)
				}
				asked = reads() - before
				return asked <= 20
			}, func() { t.Errorf("the primary was asked %d of 50 times", asked) })
			ada.want(t, "/jwks", "", `"keys"`)
		}
		until(t, func() bool {
			ada.want(t, "/get-session", "", `"bob`)
			return shows(request(t, "GET", "http://"+metrics+"/metrics", "", "").body, name)
		}, func() {
			t.Errorf("%s: the metrics are\n%s", name, request(t, "GET", "http://"+metrics+"/metrics", "", "").body)
		})
	}

	base, _ := running(t, program, "DATABASE_URL="+c.serving(t, "app"), "NEONAUTH_READ_URL="+r.at(t, c.serving(t, "app")), serveSecret)
	base += "/app/auth"
	ada := signedUp(t, base, "carol")
	ada.want(t, "/get-session", "", "carol")
	r.stop()
	ada.want(t, "/get-session", "", "carol")
	ada.want(t, "/update-user", `{"name":"without a replica"}`, "true")
	ada.want(t, "/get-session", "", "without a replica")
	r.stop = startServer(t, r.data, r.port)
	r.until(t, "app", "select pg_is_in_recovery()")
	r.untilAsked(t, ada)
}

// shows reports whether metrics show what replicas of that kind do.
func shows(metrics, kind string) bool {
	has := func(pattern string) bool { return regexp.MustCompile(`(?m)^` + pattern + `$`).MatchString(metrics) }
	read := func(result string) bool {
		return has(`neonauth_replica_reads_total\{database="app",replica="127\.0\.0\.1:\d+",result="` + result + `"\} [1-9].*`)
	}
	up := func(n string) bool {
		return has(`neonauth_replica_up\{database="app",replica="127\.0\.0\.1:\d+"\} ` + n)
	}
	lag, pool := has(`neonauth_replica_lag_bytes\{.*\} \d.*`), has(`neonauth_replica_pool_connections\{.*,state="idle"\} [1-9].*`)
	switch kind {
	case "one":
		return read("answered") && up("1") && lag && pool
	case "two, one of them 30 seconds behind":
		return read("answered") && read("behind") && lag
	case "nobody":
		return up("0") && !read("answered") && !lag
	default: // what is not a replica of the database answers nothing
		return read("behind") && !read("answered") && (kind == "another database" || !lag)
	}
}

// untilAsked waits until the replica answers a person's get-session.
func (r *replica) untilAsked(t *testing.T, p *person) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), r.at(t, r.primary.server.URL("app")))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	until(t, func() (is bool) {
		p.want(t, "/get-session", "", `"user"`)
		return conn.QueryRow(t.Context(), "select ("+scans+") > 0").Scan(&is) == nil && is
	})
}

// TestReplicaOfAFormerPrimary: after a failover, a replica that still follows the former primary is not asked, even if it
// has replayed more than the new one has written.
func TestReplicaOfAFormerPrimary(t *testing.T) {
	t.Parallel()
	program := build(t)
	c := newCluster(t)
	c.install(t, "app")
	next, reading := newReplica(t, c), newReplica(t, c)
	parsed, err := url.Parse(c.serving(t, "app"))
	if err != nil {
		t.Fatal(err)
	}
	both := strings.Replace(parsed.String(), parsed.Host, parsed.Host+",127.0.0.1:"+next.port, 1) + "&target_session_attrs=read-write"
	base, _ := running(t, program, "DATABASE_URL="+both, "NEONAUTH_READ_URL="+reading.at(t, c.serving(t, "app")), serveSecret)
	ready := func() bool { return isReady(base) }
	until(t, ready)
	ada := signedUp(t, base+"/app/auth", "ada")
	reading.untilAsked(t, ada)

	next.until(t, "app", `select count(*) = 1 from neon_auth.session`)
	next.until(t, "app", "select not pg_is_in_recovery() or pg_promote()")
	c.run(t, "app", "create table written as select n, repeat('x', 1000) from generate_series(1, 20000) n")
	reading.until(t, "app", "select to_regclass('written') is not null")
	c.stop(t)
	until(t, func() bool {
		status, _, err := ada.ask("/update-user", `{"name":"after the failover"}`)
		return err == nil && status == 200
	})
	for range 20 {
		ada.want(t, "/get-session", "", "after the failover")
	}
	c.start(t) // for the end of the test
}
