package main_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
	"neonauth/sql"
)

// BenchmarkLarge measures the same requests with 10,000 users and with 10,000,000, who have two sessions each, in turn, and
// prints the medians side by side. Then it installs this release again in the large database, and prints how long it locked
// which tables. `make bench-large` runs it: in an hour, with 35 GB of disk. NEONAUTH_BENCH_USERS changes the larger number.
// NEONAUTH_BENCH_LOADED is the address of a superuser on a server that keeps both databases: the first run loads them, later
// ones take a few minutes.
func BenchmarkLarge(b *testing.B) {
	users := 10_000_000
	if text := os.Getenv("NEONAUTH_BENCH_USERS"); text != "" {
		users, _ = strconv.Atoi(text)
	}
	small, large := newLarge(b, 10_000), newLarge(b, users)
	small.warm()
	large.warm()
	var left, right [][]figure
	for range rounds {
		left, right = append(left, small.figures()), append(right, large.figures())
	}
	fmt.Printf("%-44s %16d %16d   medians of %d rounds\n", "users", small.users, large.users, rounds)
	for i, f := range left[0] {
		var ours, theirs, ratios []float64
		for round := range left {
			ours, theirs = append(ours, left[round][i].value), append(theirs, right[round][i].value)
			ratios = append(ratios, right[round][i].value/left[round][i].value)
		}
		fmt.Printf("%-44s %16s %16s   %s\n", f.what, f.text(ours), f.text(theirs), spread(ratios, "%.2f"))
	}
	for range 3 {
		large.install()
	}
}

// rounds is how often the two databases are measured in turn.
const rounds = 5

type largeBench struct {
	*meter
	users  int
	script string // for the load tool: each request has the cookie of another session
	admin  string // the hash of an administrator's session token
	own    string // the hash of another user's
}

type figure struct {
	what, unit string
	value      float64
}

func (f figure) text(values []float64) string {
	slices.Sort(values)
	return fmt.Sprintf("%.2f %s", values[len(values)/2], f.unit)
}

func newLarge(b *testing.B, users int) *largeBench {
	b.Helper()
	m := &largeBench{meter: &meter{b: b}, users: users}
	if server := os.Getenv("NEONAUTH_BENCH_LOADED"); server != "" {
		m.keep(server)
	} else {
		var server *exec.Cmd
		m.d, m.base, server = neonauthProcess(b)
		m.pid = server.Process.Pid
		m.signUp()
		m.load()
	}
	m.say("size of the database", m.sql("select pg_size_pretty(pg_database_size(current_database()))"))
	m.cookies()
	return m
}

// keep serves a database that the server keeps, and loads it if it is new.
func (m *largeBench) keep(server string) {
	m.b.Helper()
	const loaded = "loaded by BenchmarkLarge"
	program := build(m.b)
	m.d = pgtest.Kept(m.b, server, fmt.Sprintf("neonauth_bench_%d", m.users))
	isNew := m.sql("select (to_regnamespace('neon_auth') is null)::text") == "true"
	if !isNew && m.sql("select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = current_database()") != loaded {
		m.b.Fatalf("an earlier run was loading %s and has not ended: drop it", m.d.Name)
	}
	started := time.Now()
	if said, err := migrate(m.b, program, m.d.URL); err != nil {
		m.b.Fatalf("neonauth migrate: %v\n%s", err, said)
	}
	m.say("neonauth migrate", time.Since(started).Round(time.Millisecond).String())
	m.d.Serve(m.b)
	if isNew {
		profile(m.b, m.d.URL, "default")
	}
	base, process := serveNeonauth(m.b, program, m.d.SidecarURL)
	m.base, m.pid = base, process.Process.Pid
	if !isNew {
		m.cookie = cookieOf(m.post(m.base, "/sign-in/email", account))
		return
	}
	m.signUp()
	m.load()
	_, err := m.d.Owner.Exec(m.b.Context(), fmt.Sprintf("comment on database %s is '%s'", m.d.Name, loaded))
	m.check(err)
}

// cookies writes the script with the signed cookies of 10,000 sessions.
func (m *largeBench) cookies() {
	m.b.Helper()
	ring, err := secret.New(secretOf(m.d.Name), "")
	m.check(err)
	signer := ring.Branch(m.sql("select neon_auth.branch_identity()")).Signer(secret.Cookie)
	var lines strings.Builder
	lines.WriteString("local cookies = {\n")
	for i := range 10_000 {
		n := 1 + i*(2*m.users/10_000)
		if m.expired(n) {
			n++
		}
		fmt.Fprintf(&lines, "%q,\n", url.QueryEscape(token(n)+"."+base64.StdEncoding.EncodeToString(signer.Sum(token(n)))))
	}
	name, _, _ := strings.Cut(m.cookie, "=")
	fmt.Fprintf(&lines, "}\nlocal n = 0\nfunction request()\n  n = n %% #cookies + 1\n  return wrk.format(nil, nil, {Cookie = %q .. cookies[n]})\nend\n", name+"=")
	m.script = filepath.Join(m.b.TempDir(), "sessions.lua")
	m.check(os.WriteFile(m.script, []byte(lines.String()), 0o600))
	m.admin, m.own = hashOf(token(1)), hashOf(token(4))
}

// warm fills Postgres' cache, and keeps the plans of the sidecar's connections.
func (m *largeBench) warm() {
	for range 2 {
		m.rotate("/get-session")
		m.rotate("/token")
	}
}

func (m *largeBench) figures() (all []figure) {
	for _, path := range []string{"/get-session", "/token"} {
		rate, cpu, postgres := m.rotate(path)
		all = append(all, figure{path[1:] + ", 32 connections", "/s", rate}, figure{path[1:] + ", CPU of the sidecar", "µs", cpu},
			figure{path[1:] + ", CPU of Postgres", "µs", postgres}, figure{path[1:] + ", CPU of both", "µs", cpu + postgres})
	}
	all = append(all, figure{"sign-in, one after another", "ms", milliseconds(m.median(9, func() { m.post(m.base, "/sign-in/email", account) }))})
	for _, call := range []struct{ what, statement string }{
		{"find_credential", `select neon_auth_api.find_credential(email => 'user77@large.example')`},
		{"list-users, newest", `select neon_auth_api.list_users('` + m.admin + `', '{"limit": 10, "sortBy": "createdAt", "sortDirection": "desc"}')`},
		{"list-users, by address", `select neon_auth_api.list_users('` + m.admin + `', '{"limit": 10, "searchField": "email", "searchOperator": "starts_with", "searchValue": "user77@"}')`},
		{"list-sessions", `select neon_auth_api.list_sessions('` + m.own + `')`},
		{"organization/list", `select neon_auth_api.list_organizations('` + m.own + `', '{}')`},
		{"membership in the active organization", `select auth.login('` + m.own + `'), auth.organization_id()`},
		{"minutely tidying of the audit log", `select neon_auth_api.tidy_audit()`},
		{"minutely tidying of the days of activity", `select neon_auth_api.tidy_activity(100)`},
		{"the audit log's newest entries", `select count(*) from (select * from neon_auth.audit_log order by id desc limit 50) a`},
		{"the audit log of one user", `select count(*) from (select * from neon_auth.audit_log where "userId" = (select id from neon_auth."user" where email = 'user78@large.example') order by at desc limit 50) a`},
		{"counts for the metrics", `select neon_auth_api.get_metrics()`},
		{"active users of the month", `select * from neon_auth.active_users`},
	} {
		all = append(all, figure{call.what, "ms", m.call("", call.statement)})
	}
	// The sidecar deletes what expires, so what is measured expires just before.
	const ago = `"expiresAt" = now() - interval '3 hours'`
	return append(all,
		figure{"expiry of 100 sessions", "ms", m.call(`update neon_auth.session set `+ago+` where id in (select id from neon_auth.session where "expiresAt" > now() order by "expiresAt" limit 100)`,
			`select neon_auth_api.expire_sessions(100)`)},
		figure{"expiry of 100 codes", "ms", m.call(`insert into neon_auth.verification (identifier, value, "expiresAt") select 'code ' || n, 'x', now() - interval '3 hours' from generate_series(1, 100) n`,
			`select neon_auth_api.expire_deliveries(100)`)})
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// rotate returns the rate of requests with changing cookies, and the CPU time of each.
func (m *largeBench) rotate(path string) (rate, sidecar, postgres float64) {
	m.b.Helper()
	before, behind := m.cpu(m.pid), m.postgresCPU()
	output, err := exec.Command("wrk", "-t1", "-c32", "-d4", "-s", m.script, m.base+path).CombinedOutput()
	if strings.Contains(string(output), "Non-2xx") {
		m.b.Fatalf("wrk: %s", output)
	}
	requests := m.number(output, err, `(\d+) requests in`)
	return requests / 4, float64((m.cpu(m.pid) - before).Microseconds()) / requests, float64(m.postgresCPU()-behind) / requests
}

// call returns the median time of a statement that is rolled back, after another one that is not measured. One that takes
// seconds runs once.
func (m *largeBench) call(before, statement string) float64 {
	m.b.Helper()
	ctx := m.b.Context()
	conn, err := pgx.Connect(ctx, m.d.URL)
	m.check(err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "set jit = off") // as the sidecar's connections
	m.check(err)
	var took []time.Duration
	for range 9 {
		tx, err := conn.Begin(ctx)
		m.check(err)
		_, err = tx.Exec(ctx, before)
		m.check(err)
		started := time.Now()
		_, err = tx.Exec(ctx, statement)
		if err != nil {
			m.b.Fatalf("%s: %v", statement, err)
		}
		took = append(took, time.Since(started))
		m.check(tx.Rollback(ctx))
		if took[0] > 2*time.Second {
			break
		}
	}
	slices.Sort(took)
	return milliseconds(took[len(took)/2])
}

// install replaces all functions, as an upgrade does, while a client looks sessions up and another one writes. It prints the
// longest time that the installer held a lock against them on a table, and the longest that the clients waited.
func (m *largeBench) install() {
	m.b.Helper()
	ctx, stop := context.WithCancel(m.b.Context())
	defer stop()
	conn, err := sql.Connect(ctx, m.d.URL)
	m.check(err)
	defer conn.Close(context.WithoutCancel(ctx))
	_, err = conn.Exec(ctx, "update neon_auth.installation set functions_hash = 'another release'")
	m.check(err)
	var group sync.WaitGroup
	var longest [2]time.Duration
	for i, statement := range []string{
		fmt.Sprintf("select count(*) from neon_auth_api.get_sessions(neon_auth.branch_identity(), array['%s'])", m.own),
		`update neon_auth."user" set name = 'Ada' where email = 'user9@large.example'`,
	} {
		client, err := pgx.Connect(ctx, m.d.URL)
		m.check(err)
		defer client.Close(context.WithoutCancel(ctx))
		group.Go(func() {
			for ctx.Err() == nil {
				started := time.Now()
				_, _ = client.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol) // a function may be replaced just then
				longest[i] = max(longest[i], time.Since(started))
			}
		})
	}
	locks := watchLocks(m, int(conn.PgConn().PID()))
	started := time.Now()
	m.check(sql.Install(ctx, conn))
	took := time.Since(started)
	held := locks()
	stop()
	group.Wait()
	m.say("install of all functions, in use", took.Round(time.Millisecond).String())
	m.say("longest look-up, longest write meanwhile", fmt.Sprintf("%s, %s", longest[0].Round(time.Millisecond), longest[1].Round(time.Millisecond)))
	m.say("locks that block reads or writes", held)
}

// watchLocks polls which tables a process locks against reads or writes, until the result is called.
func watchLocks(m *largeBench, pid int) (held func() string) {
	ctx, stop := context.WithCancel(m.b.Context())
	first, longest := map[string]time.Time{}, map[string]time.Duration{}
	conn, err := pgx.Connect(ctx, m.d.URL)
	m.check(err)
	var group sync.WaitGroup
	group.Go(func() {
		for ctx.Err() == nil {
			rows, err := conn.Query(ctx, `select c.relname || ' ' || l.mode from pg_locks l join pg_class c on c.oid = l.relation
				where l.pid = $1 and l.granted and c.relnamespace = 'neon_auth'::regnamespace
				and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock') and c.relkind in ('r', 'p')`, pid)
			if err != nil {
				continue
			}
			names, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				continue
			}
			now := time.Now()
			for _, name := range names {
				if first[name].IsZero() {
					first[name] = now
				}
				longest[name] = max(longest[name], now.Sub(first[name]))
			}
			for name := range first {
				if !slices.Contains(names, name) {
					delete(first, name)
				}
			}
			time.Sleep(time.Millisecond)
		}
	})
	return func() string {
		stop()
		group.Wait()
		_ = conn.Close(context.Background())
		worst := time.Duration(0)
		for _, took := range longest {
			worst = max(worst, took)
		}
		return fmt.Sprintf("%d tables and modes, the longest for %s", len(longest), worst.Round(time.Millisecond))
	}
}
