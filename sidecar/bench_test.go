package main_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/password"
	"neonauth/sidecar/pgtest"
)

// BenchmarkFloor compares the running program with its foundation: `pgbench -M prepared` with 8 clients calling the same
// function as get-session. Load generator, server and Postgres share the machine's cores. `make bench` runs it; the README
// has a table of results.
func BenchmarkFloor(b *testing.B) {
	start := time.Now()
	d, base, server := neonauthProcess(b)
	startup := time.Since(start)
	m := &meter{b: b, d: d, base: base, pid: server.Process.Pid}
	m.say("machine", fmt.Sprintf("%d cores, %s, %s", runtime.NumCPU(), m.sql("show server_version"), time.Now().Format(time.DateOnly)))
	m.say("build, migrate, start to ready", startup.Round(time.Millisecond).String())
	m.say("RSS idle", m.rss())
	m.signUp()

	for _, connections := range []int{1, 8, 32} {
		floor := m.floor()
		rate, p99 := m.wrk(connections, "/get-session")
		floor = (floor + m.floor()) / 2
		m.say(fmt.Sprintf("get-session, %d connections", connections),
			fmt.Sprintf("%.2f of the floor: %.0f/s against %.0f/s, p99 %s", rate/floor, rate, floor, p99))
	}
	m.say("RSS under load", m.rss())
	floor := m.floor()
	rate, p99 := m.wrk(32, "/token")
	m.say("token, 32 connections", fmt.Sprintf("%.2f of the floor: %.0f/s, p99 %s", rate/floor, rate, p99))
	m.signIns()
	m.policies()
	m.branches()
	m.betterAuth()
}

type meter struct {
	b            *testing.B
	d            *pgtest.Database
	base, cookie string
	pid          int
}

func (m *meter) say(what, figure string) { fmt.Printf("%-36s %s\n", what, figure) }

func (m *meter) check(err error) {
	m.b.Helper()
	if err != nil {
		m.b.Fatal(err)
	}
}

func (m *meter) sql(query string, args ...any) string {
	m.b.Helper()
	var text string
	m.check(m.d.Owner.QueryRow(m.b.Context(), query, args...).Scan(&text))
	return text
}

func (m *meter) rss() string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.pid))
	if err != nil {
		return "unknown here"
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+)`).FindStringSubmatch(string(status))
	kilobytes, err := strconv.Atoi(found[1])
	m.check(err)
	return fmt.Sprintf("%d MB", kilobytes/1024)
}

const account = `{"name": "Ada", "email": "ada@example.com", "password": "correct horse"}`

func (m *meter) post(base, path, body string) *http.Response {
	m.b.Helper()
	response, err := http.Post(base+path, "application/json", strings.NewReader(body))
	m.check(err)
	_, err = io.Copy(io.Discard, response.Body)
	m.check(err)
	m.check(response.Body.Close())
	return response
}

func (m *meter) signUp() { m.cookie = cookieOf(m.post(m.base, "/sign-up/email", account)) }

func cookieOf(r *http.Response) string {
	var pairs []string
	for _, c := range r.Cookies() {
		pairs = append(pairs, c.Name+"="+c.Value)
	}
	return strings.Join(pairs, "; ")
}

// floor returns how many calls Postgres alone handles per second.
func (m *meter) floor() float64 {
	m.b.Helper()
	script := filepath.Join(m.b.TempDir(), "floor.sql")
	m.check(os.WriteFile(script, []byte(fmt.Sprintf("select * from neon_auth_api.get_sessions('%s', array['%s']);\n",
		m.sql("select neon_auth.branch_identity()"), m.sql("select token from neon_auth.session limit 1"))), 0o600))
	output, err := exec.Command("pgbench", "-n", "-M", "prepared", "-c", "8", "-j", "2", "-T", "3", "-f", script, m.d.URL).CombinedOutput()
	return m.number(output, err, `tps = ([\d.]+)`)
}

// wrk returns requests per second and the 99th percentile of their duration.
func (m *meter) wrk(connections int, path string) (rate float64, p99 string) {
	return m.wrkAt(m.base+path, m.cookie, connections, 4)
}

func (m *meter) wrkAt(url, cookie string, connections, seconds int) (float64, string) {
	m.b.Helper()
	output, err := exec.Command("wrk", "-t1", "-c"+strconv.Itoa(connections), "-d"+strconv.Itoa(seconds), "--latency",
		"-H", "Cookie: "+cookie, url).CombinedOutput()
	if bytes.Contains(output, []byte("Non-2xx")) {
		m.b.Fatalf("wrk: %s", output)
	}
	p99 := regexp.MustCompile(`99%\s+(\S+)`).FindStringSubmatch(string(output))
	return m.number(output, err, `Requests/sec:\s+([\d.]+)`), p99[1]
}

func (m *meter) number(output []byte, err error, pattern string) float64 {
	m.b.Helper()
	found := regexp.MustCompile(pattern).FindSubmatch(output)
	if err != nil || found == nil {
		m.b.Fatalf("%v: %s", err, output)
	}
	n, err := strconv.ParseFloat(string(found[1]), 64)
	m.check(err)
	return n
}

// signIns compares a sign-in with the password hash alone, and measures other requests during many sign-ins.
func (m *meter) signIns() {
	hasher := password.New(1, 0)
	hash, err := hasher.Hash(m.b.Context(), "correct horse")
	m.check(err)
	bare := m.median(10, func() { _, err := hasher.Verify(m.b.Context(), "correct horse", hash); m.check(err) })
	whole := m.median(10, func() { m.post(m.base, "/sign-in/email", account) })
	m.say("sign-in", fmt.Sprintf("%.2f of bare scrypt: %s against %s", float64(whole)/float64(bare), whole, bare))

	flood, stop := context.WithCancel(m.b.Context())
	ended := make(chan struct{})
	for range 16 {
		go func() {
			defer func() { ended <- struct{}{} }()
			for n := 0; flood.Err() == nil && n < 1000; n++ {
				m.post(m.base, "/sign-in/email", account)
			}
		}()
	}
	rate, p99 := m.wrk(4, "/get-session")
	rss := m.rss()
	stop()
	for range 16 {
		<-ended
	}
	m.say("get-session in a flood of sign-ins", fmt.Sprintf("p99 %s, %.0f/s", p99, rate))
	m.say("RSS in a flood of sign-ins", rss)
}

func (m *meter) median(n int, do func()) time.Duration {
	took := make([]time.Duration, n)
	for i := range took {
		start := time.Now()
		do()
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[n/2].Round(10 * time.Microsecond)
}

// policies compares a policy on a million rows with a constant.
func (m *meter) policies() {
	conn, err := pgx.Connect(m.b.Context(), m.d.URL)
	m.check(err)
	defer conn.Close(context.WithoutCancel(m.b.Context()))
	id := m.sql(`select id::text from neon_auth."user" limit 1`)
	_, err = conn.Exec(m.b.Context(), `
		create table note (owner uuid not null, text text);
		insert into note select case when n % 1000 = 0 then '`+id+`'::uuid else gen_random_uuid() end, 'x' from generate_series(1, 1000000) n`, pgx.QueryExecModeSimpleProtocol)
	m.check(err)
	_, err = conn.Exec(m.b.Context(), "vacuum analyze note")
	m.check(err)
	_, err = conn.Exec(m.b.Context(), `
		alter table note enable row level security; grant select on note to authenticated;
		create policy own on note to authenticated using (owner = (select auth.uid()));
		create view constant_note as select * from note where owner = '`+id+`'::uuid;
		set max_parallel_workers_per_gather = 0; set request.jwt.claims = '{"sub": "`+id+`"}'`, pgx.QueryExecModeSimpleProtocol)
	m.check(err)
	count := func(role, table string) time.Duration {
		return m.median(7, func() {
			var n int
			_, err := conn.Exec(m.b.Context(), "set role "+role)
			m.check(err)
			m.check(conn.QueryRow(m.b.Context(), "select count(*) from "+table).Scan(&n))
			if n != 1000 {
				m.b.Fatalf("%d rows", n)
			}
		})
	}
	policy, constant := count("authenticated", "note"), count("none", "constant_note")
	m.say("policy on 1,000,000 rows, no index", fmt.Sprintf("%.2f of a constant: %s against %s", float64(policy)/float64(constant), policy, constant))
}

// branches sends one request to each of a hundred copies, and then measures what they cost.
func (m *meter) branches() {
	origin := m.base[:strings.Index(m.base, "/"+m.d.Name)]
	start := time.Now()
	for range 100 {
		copied := pgtest.New(m.b)
		until(m.b, func() bool { // the list of databases is used for a moment
			response, err := http.Get(origin + "/" + copied.Name + "/auth/token/anonymous")
			m.check(err)
			m.check(response.Body.Close())
			return response.StatusCode == http.StatusOK
		})
		copied.Owner.Close()
		copied.Sidecar.Close()
	}
	m.say("100 branches, made and asked once", fmt.Sprintf("%s, RSS then %s", time.Since(start).Round(time.Second), m.rss()))
}

// betterAuth measures the same get-session on the reference server.
func (m *meter) betterAuth() {
	npmCI(m.b, kit)
	base := serveReference(m.b, pgtest.Empty(m.b), "neondb", freePort(m.b))
	cookie := cookieOf(m.post(base, "/sign-up/email", account))
	theirs, theirP99 := m.wrkAt(base+"/get-session", cookie, 32, 4)
	ours, p99 := m.wrk(32, "/get-session")
	m.say("get-session beside Better Auth", fmt.Sprintf("%.0f times: %.0f/s against %.0f/s, p99 %s against %s", ours/theirs, ours, theirs, p99, theirP99))
}
