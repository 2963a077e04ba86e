package main_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
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
	"github.com/jackc/pgx/v5/pgtype"

	"neonauth/sidecar/secret"
	"neonauth/sql"
)

// BenchmarkLarge measures the same requests with 10,000 users and with 10,000,000, who have two sessions each, and prints
// the figures side by side. Then it installs this release again in the large database, and prints how long it locked which
// tables. `make bench-large` runs it: in half an hour, with 30 GB of disk. NEONAUTH_BENCH_USERS changes the larger number.
func BenchmarkLarge(b *testing.B) {
	users := 10_000_000
	if text := os.Getenv("NEONAUTH_BENCH_USERS"); text != "" {
		users, _ = strconv.Atoi(text)
	}
	small, large := newLarge(b, 10_000), newLarge(b, users)
	left, right := small.figures(), large.figures()
	fmt.Printf("%-44s %16d %16d\n", "users", small.users, large.users)
	for i := range left {
		fmt.Printf("%-44s %16s %16s   %.2f\n", left[i].what, left[i].text(), right[i].text(), right[i].value/left[i].value)
	}
	large.install()
}

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

func (f figure) text() string { return fmt.Sprintf("%.2f %s", f.value, f.unit) }

func newLarge(b *testing.B, users int) *largeBench {
	b.Helper()
	d, base, server := neonauthProcess(b)
	m := &largeBench{meter: &meter{b: b, d: d, base: base, pid: server.Process.Pid}, users: users}
	m.signUp()
	started := time.Now()
	m.load()
	m.say(fmt.Sprintf("%d users, copied and indexed", users), time.Since(started).Round(time.Second).String())
	m.cookies()
	return m
}

func token(n int) string { return fmt.Sprintf("%032d", n) }

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func id(kind, n int) pgtype.UUID {
	made := pgtype.UUID{Valid: true}
	made.Bytes = [16]byte{byte(kind), 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	return made
}

// load copies the users with their accounts and sessions. Indexes are created at the end, which is ten times as fast.
func (m *largeBench) load() {
	m.b.Helper()
	ctx := m.b.Context()
	conn, err := pgx.Connect(ctx, m.d.URL)
	m.check(err)
	defer conn.Close(ctx)
	do := func(statement string) {
		m.b.Helper()
		_, err := conn.Exec(ctx, statement, pgx.QueryExecModeSimpleProtocol)
		m.check(err)
	}
	const tables = `('neon_auth."user"'::regclass, 'neon_auth.session'::regclass, 'neon_auth.session_origin'::regclass, 'neon_auth.account'::regclass, 'neon_auth.member'::regclass)`
	remake := m.sql(`select string_agg(pg_get_indexdef(i.indexrelid), ';') from pg_index i where not i.indisprimary and i.indrelid in ` + tables +
		` and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`)
	do(`set session_replication_role = replica; set maintenance_work_mem = '1GB'; set synchronous_commit = off`)
	do(`do $$ declare i regclass; begin
		for i in select x.indexrelid from pg_index x where not x.indisprimary and x.indrelid in ` + tables + `
		  and not exists (select from pg_constraint c where c.conindid = x.indexrelid)
		loop execute 'drop index ' || i; end loop; end $$`)
	var branch string
	m.check(conn.QueryRow(ctx, "select neon_auth.branch_identity()").Scan(&branch))
	now := time.Now()
	soon := now.Add(6*24*time.Hour + 12*time.Hour)
	copyRows := func(table string, columns []string, n int, row func(i int) []any) {
		m.b.Helper()
		_, err := conn.CopyFrom(ctx, pgx.Identifier{"neon_auth", table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i + 1), nil }))
		m.check(err)
	}
	copyRows("user", []string{"id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role"}, m.users, func(n int) []any {
		role := "user"
		if n%1000 == 1 {
			role = "admin"
		}
		at := now.Add(-time.Duration(n) * time.Second)
		return []any{id(1, n), "User " + strconv.Itoa(n), "user" + strconv.Itoa(n) + "@large.example", n%3 == 0, at, at, role}
	})
	copyRows("account", []string{"id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt"}, m.users, func(n int) []any {
		return []any{id(2, n), strconv.Itoa(n), "credential", id(1, n), "x", now, now}
	})
	copyRows("session", []string{"id", "token", "userId", "expiresAt", "createdAt", "updatedAt"}, 2*m.users, func(n int) []any {
		end := soon
		if n%1000 == 0 {
			end = now.Add(-time.Hour)
		}
		return []any{id(3, n), hashOf(token(n)), id(1, (n+1)/2), end, now, now}
	})
	copyRows("session_origin", []string{"sessionId", "branch", "remembered"}, 2*m.users, func(n int) []any { return []any{id(3, n), branch, true} })
	copyRows("organization", []string{"id", "name", "slug", "createdAt"}, m.users/10, func(n int) []any {
		return []any{id(4, n), "Organization " + strconv.Itoa(n), "o" + strconv.Itoa(n), now}
	})
	copyRows("member", []string{"id", "organizationId", "userId", "role", "createdAt"}, m.users, func(n int) []any {
		return []any{id(5, n), id(4, (n+9)/10), id(1, n), "member", now}
	})
	do(remake)
	do(`set session_replication_role = origin`)
	do(`vacuum analyze`)
	m.admin, m.own = hashOf(token(1)), hashOf(token(4))
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
		if n%1000 == 0 {
			n++
		}
		fmt.Fprintf(&lines, "%q,\n", url.QueryEscape(token(n)+"."+base64.StdEncoding.EncodeToString(signer.Sum(token(n)))))
	}
	name, _, _ := strings.Cut(m.cookie, "=")
	fmt.Fprintf(&lines, "}\nlocal n = 0\nfunction request()\n  n = n %% #cookies + 1\n  return wrk.format(nil, nil, {Cookie = %q .. cookies[n]})\nend\n", name+"=")
	m.script = filepath.Join(m.b.TempDir(), "sessions.lua")
	m.check(os.WriteFile(m.script, []byte(lines.String()), 0o600))
}

func (m *largeBench) figures() (all []figure) {
	for _, path := range []string{"/get-session", "/token"} {
		m.rotate(path) // fills Postgres' cache
		rate, cpu, postgres := m.rotate(path)
		all = append(all, figure{path[1:] + ", 32 connections", "/s", rate}, figure{path[1:] + ", CPU of the sidecar", "µs", cpu}, figure{path[1:] + ", CPU of Postgres", "µs", postgres})
	}
	all = append(all, figure{"sign-in, one after another", "ms", milliseconds(m.median(15, func() { m.post(m.base, "/sign-in/email", account) }))})
	for _, call := range []struct{ what, statement string }{
		{"find_credential", `select neon_auth_api.find_credential(email => 'user77@large.example')`},
		{"list-users, newest", `select neon_auth_api.list_users('` + m.admin + `', '{"limit": 10, "sortBy": "createdAt", "sortDirection": "desc"}')`},
		{"list-users, by address", `select neon_auth_api.list_users('` + m.admin + `', '{"limit": 10, "searchField": "email", "searchOperator": "starts_with", "searchValue": "user77@"}')`},
		{"list-sessions", `select neon_auth_api.list_sessions('` + m.own + `')`},
		{"organization/list", `select neon_auth_api.list_organizations('` + m.own + `', '{}')`},
		{"membership in the active organization", `select auth.login('` + m.own + `'), auth.organization_id()`},
		{"expiry of 100 sessions", `select neon_auth_api.expire_sessions(100)`},
		{"daily tidying of the audit log", `select neon_auth_api.tidy_audit()`},
		{"the audit log's newest entries", `select count(*) from (select * from neon_auth.audit_log order by at desc limit 50) a`},
		{"counts for the metrics", `select neon_auth_api.get_metrics()`},
	} {
		all = append(all, figure{call.what, "ms", m.call(call.statement)})
	}
	return all
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// rotate returns the rate of requests with changing cookies, and the CPU time of each.
func (m *largeBench) rotate(path string) (rate, sidecar, postgres float64) {
	m.b.Helper()
	before, behind := m.cpu(m.pid), m.postgresCPU()
	output, err := exec.Command("wrk", "-t1", "-c32", "-d5", "-s", m.script, m.base+path).CombinedOutput()
	if strings.Contains(string(output), "Non-2xx") {
		m.b.Fatalf("wrk: %s", output)
	}
	requests := m.number(output, err, `(\d+) requests in`)
	return requests / 5, float64((m.cpu(m.pid) - before).Microseconds()) / requests, float64(m.postgresCPU()-behind) / requests
}

// call returns the median time of a statement that is rolled back. Functions that this release does not have count as 0.
func (m *largeBench) call(statement string) float64 {
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
		started := time.Now()
		_, err = tx.Exec(ctx, statement)
		if err != nil {
			m.b.Fatalf("%s: %v", statement, err)
		}
		took = append(took, time.Since(started))
		m.check(tx.Rollback(ctx))
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
		var lines []string
		for name, took := range longest {
			if took > 20*time.Millisecond {
				lines = append(lines, fmt.Sprintf("%s %s", name, took.Round(time.Millisecond)))
			}
		}
		slices.Sort(lines)
		return fmt.Sprintf("%d tables and modes; longer than 20 ms: %s", len(longest), strings.Join(lines, ", "))
	}
}
