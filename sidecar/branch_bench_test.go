package main_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branches"
)

// BenchmarkBranches measures a thousand branches of the running program, and how long it takes to make one. `make bench`
// runs it. NEONAUTH_BENCH_BRANCHES changes the number.
func BenchmarkBranches(b *testing.B) {
	number := 1000
	if text := os.Getenv("NEONAUTH_BENCH_BRANCHES"); text != "" {
		number, _ = strconv.Atoi(text)
	}
	d, base, server := neonauthProcess(b)
	m := &meter{b: b, d: d, base: base, pid: server.Process.Pid}
	started := m.kilobytes()
	m.signUp()
	d.Owner.Reset()
	origin := base[:strings.Index(base, "/"+d.Name)]
	bench := &branchBench{meter: m, origin: origin, Branches: branches.Branches{URL: d.URL, Patience: time.Minute}}
	defer bench.dropAll()
	bench.create()
	bench.createBySQL()
	bench.thousand(number, started)
	bench.dump()
}

type branchBench struct {
	*meter
	branches.Branches
	origin string
	made   []string
}

// admin runs statements in another database than the parent.
func (m *branchBench) admin(statements ...string) {
	m.b.Helper()
	m.check(m.try(statements...))
}

func (m *branchBench) try(statements ...string) error {
	m.b.Helper()
	config, err := pgx.ParseConfig(m.d.URL)
	m.check(err)
	config.Database = "postgres"
	ctx := context.Background() // also when the benchmark ends
	conn, err := pgx.ConnectConfig(ctx, config)
	m.check(err)
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func (m *branchBench) dropAll() {
	m.inChunks(m.made, dropping)
}

func dropping(name string) string { return "drop database if exists " + name + " with (force)" }

// inChunks runs a statement for each name, on two connections.
func (m *branchBench) inChunks(names []string, statement func(name string) string) {
	m.b.Helper()
	var running sync.WaitGroup
	for half := range slices.Chunk(names, len(names)/2+1) {
		running.Go(func() {
			for chunk := range slices.Chunk(half, 50) {
				var statements []string
				for _, name := range chunk {
					statements = append(statements, statement(name))
				}
				if err := m.try(statements...); err != nil {
					m.b.Error(err)
				}
			}
		})
	}
	running.Wait()
	if m.b.Failed() {
		m.b.FailNow()
	}
}

func (m *branchBench) ask(name, path, body string) time.Duration {
	m.b.Helper()
	started := time.Now()
	method := "GET"
	if body != "" {
		method = "POST"
	}
	in, err := http.NewRequestWithContext(m.b.Context(), method, m.origin+"/"+name+"/auth"+path, strings.NewReader(body))
	m.check(err)
	in.Header.Set("Content-Type", "application/json")
	out, err := http.DefaultClient.Do(in)
	m.check(err)
	_, _ = io.Copy(io.Discard, out.Body)
	m.check(out.Body.Close())
	if out.StatusCode != http.StatusOK {
		m.b.Fatalf("%s%s responds with %s", name, path, out.Status)
	}
	return time.Since(started)
}

// create measures a branch of a database in use, from the command to the response to the first sign-in.
func (m *branchBench) create() {
	m.admin("alter database " + m.d.Name + " set work_mem = '4MB'")
	var whole, copying []time.Duration
	var size string
	parts := map[string][]time.Duration{}
	last, doing := time.Now(), ""
	next := func(step string) {
		if doing != "" {
			parts[doing] = append(parts[doing], time.Since(last))
		}
		last, doing = time.Now(), step
	}
	m.Report = func(s branches.Step) {
		what, _, _ := strings.Cut(s.Doing, " ")
		next(what)
	}
	for i := range 9 {
		name := fmt.Sprintf("%s_made%d", m.d.Name, i)
		m.made = append(m.made, name)
		m.ask(m.d.Name, "/sign-in/email", account) // the parent is in use
		started := time.Now()
		next("registering")
		made, err := m.Create(m.b.Context(), branches.Spec{Name: name})
		m.check(err)
		next("signing in")
		copying = append(copying, time.Since(started))
		m.ask(name, "/sign-in/email", account)
		next("")
		whole = append(whole, time.Since(started))
		if made.Method != "template" {
			m.b.Fatal(made.Reason)
		}
	}
	size = m.sql("select pg_size_pretty(pg_database_size(current_database()))")
	m.d.Owner.Reset()
	m.Report = nil
	slices.Sort(whole)
	slices.Sort(copying)
	m.say("branch of "+size+" to first sign-in", fmt.Sprintf("%s, of which the copy %s (medians of 9)", whole[4].Round(time.Millisecond), copying[4].Round(time.Millisecond)))
	var each []string
	for _, part := range []string{"registering", "copying", "preparing", "publishing", "signing in"} {
		slices.Sort(parts[part])
		each = append(each, fmt.Sprintf("%s %s", part, parts[part][len(parts[part])/2].Round(time.Millisecond)))
	}
	m.say("", strings.Join(each, ", "))
}

// createBySQL measures the same with a statement in psql, which is the part that Postgres takes.
func (m *branchBench) createBySQL() {
	var whole, copying []time.Duration
	for i := range 9 {
		name := fmt.Sprintf("%s_sql%d", m.d.Name, i)
		m.made = append(m.made, name)
		m.d.Owner.Reset()
		started := time.Now()
		var err error
		for range 10 { // the sidecar may connect again in between
			err = m.try("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '"+m.d.Name+"'", "create database "+name+" template "+m.d.Name)
			if err == nil {
				break
			}
		}
		m.check(err)
		copying = append(copying, time.Since(started))
		m.ask(name, "/sign-in/email", account)
		whole = append(whole, time.Since(started))
	}
	slices.Sort(whole)
	slices.Sort(copying)
	m.say("the same by create database", fmt.Sprintf("%s, of which the copy %s (medians of 9)", whole[4].Round(time.Millisecond), copying[4].Round(time.Millisecond)))
}

// thousand measures what idle branches cost, and the first request to a cold one. before is the memory of the sidecar when it
// had just started, in kilobytes: later it keeps some that requests have used.
func (m *branchBench) thousand(number, before int) {
	template := m.made[0]
	m.admin("select pg_terminate_backend(pid) from pg_stat_activity where datname = '"+template+"'", "alter database "+template+" rename to "+template+"_t")
	m.inChunks(m.made[1:], dropping) // the sidecar would look after them for minutes
	m.made = []string{template + "_t"}
	m.quiet()
	started := time.Now()
	var names []string
	for i := range number {
		names = append(names, fmt.Sprintf("%s_%04d", m.d.Name, i))
	}
	m.made = append(m.made, names...)
	strategy := ""
	if m.sql("select current_setting('server_version_num')") >= "150000" {
		strategy = " strategy file_copy"
	}
	m.d.Owner.Reset()
	m.inChunks(names, func(name string) string { return "create database " + name + " template " + m.made[0] + strategy })
	created := time.Since(started)
	m.awaitScan(names)
	m.quiet()
	m.say(fmt.Sprintf("%d idle branches", number), fmt.Sprintf("%d connections, %.1f KB each (the sidecar has %d MB, and had %d at its start; made in %s)",
		m.connections(), float64(m.kilobytes()-before)/float64(number), m.kilobytes()>>10, before>>10, created.Round(time.Second)))

	// In turn, so that a busy machine slows all of them.
	took := map[string][]time.Duration{}
	rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	for i, name := range names[:min(len(names), 60)] {
		switch i % 3 {
		case 0:
			took["get-session"] = append(took["get-session"], m.ask(name, "/get-session", ""))
		case 1:
			took["sign-in"] = append(took["sign-in"], m.ask(name, "/sign-in/email", account))
		case 2:
			took["connect and select"] = append(took["connect and select"], m.bare(name))
		}
		time.Sleep(600 * time.Millisecond) // the background work of the one before is done
	}
	slices.Sort(took["connect and select"])
	bare := took["connect and select"][len(took["connect and select"])/2]
	for _, what := range []string{"connect and select", "get-session", "sign-in"} {
		all := took[what]
		slices.Sort(all)
		m.say("cold branch, first "+what, fmt.Sprintf("median %s, 95 %% within %s, worst %s: %.1f times a bare connection", all[len(all)/2].Round(time.Millisecond),
			all[len(all)*95/100].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond), float64(all[len(all)/2])/float64(bare)))
	}
}

// bare is what a program without a sidecar does: it connects to a cold database with the same login, and looks for a session.
func (m *branchBench) bare(name string) time.Duration {
	m.b.Helper()
	started := time.Now()
	config, err := pgx.ParseConfig(m.d.SidecarURL)
	m.check(err)
	config.Database = name
	config.RuntimeParams["options"] = "-c jit=off"
	conn, err := pgx.ConnectConfig(m.b.Context(), config)
	m.check(err)
	_, err = conn.Exec(m.b.Context(), "select * from neon_auth_api.get_sessions('x', array['x'])")
	m.check(err)
	took := time.Since(started)
	m.check(conn.Close(m.b.Context()))
	return took
}

func (m *branchBench) connections() int {
	n, err := strconv.Atoi(m.sql("select count(*)::text from pg_stat_activity where application_name = 'neonauth' and datname <> current_database()"))
	m.check(err)
	m.d.Owner.Reset()
	return n
}

// awaitScan waits until the sidecar has looked for mail in all branches, which it does once a minute.
func (m *branchBench) awaitScan(names []string) {
	m.b.Helper()
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		n := m.sql("select count(*)::text from pg_stat_database d where d.datname ~ ('^' || current_database() || '_[0-9]{4,}$') and d.sessions > 0")
		if n == strconv.Itoa(len(names)) {
			return
		}
	}
	m.b.Error("the sidecar does not look for mail in all branches")
}

// quiet waits until the sidecar has no connection to a branch.
func (m *branchBench) quiet() {
	calm := 0
	for deadline := time.Now().Add(5 * time.Minute); calm < 10 && time.Now().Before(deadline); time.Sleep(500 * time.Millisecond) {
		calm++
		if m.connections() > 0 {
			calm = 0
		}
	}
}

func (m *meter) kilobytes() int {
	n, err := strconv.Atoi(strings.Fields(strings.Split(m.status(), "VmRSS:")[1])[0])
	m.check(err)
	return n
}

func (m *meter) status() string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.pid))
	m.check(err)
	return string(status)
}

// dump compares dumping and restoring with the programs alone.
func (m *branchBench) dump() {
	m.admin("drop database if exists " + m.d.Name + "_large")
	large := m.d.Name + "_large"
	made, err := m.Create(m.b.Context(), branches.Spec{Name: large})
	m.check(err)
	m.made = append([]string{made.Name}, m.made...)
	config, err := pgx.ParseConfig(m.d.URL)
	m.check(err)
	config.Database = large
	conn, err := pgx.ConnectConfig(m.b.Context(), config)
	m.check(err)
	defer conn.Close(context.Background()) // so that it is dumped
	_, err = conn.Exec(m.b.Context(), "create table note as select n, md5(n::text) as text from generate_series(1, 1000000) n; alter table note add primary key (n)", pgx.QueryExecModeSimpleProtocol)
	m.check(err)
	address := func(name string) string { return strings.Replace(m.d.URL, "/"+m.d.Name, "/"+name, 1) }
	t := m.b
	var ours, theirs []time.Duration
	for i := range 3 {
		name := fmt.Sprintf("%s_dump%d", m.d.Name, i)
		m.made = append(m.made, name, name+"_plain")
		started := time.Now()
		copied, err := m.Create(t.Context(), branches.Spec{Name: name, From: large})
		m.check(err)
		if copied.Method != "dump" {
			t.Fatal("it was not dumped")
		}
		ours = append(ours, time.Since(started))
		m.admin("create database " + name + "_plain template template0")
		started = time.Now()
		said, err := command(t, "sh", "-c", fmt.Sprintf("%q --format=custom %q | %q --exit-on-error --dbname=%q",
			tool(t, "pg_dump"), address(large), tool(t, "pg_restore"), address(name+"_plain"))).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		theirs = append(theirs, time.Since(started))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	m.say("branch by dumping and restoring", fmt.Sprintf("%.2f of pg_dump | pg_restore: %s against %s", float64(ours[1])/float64(theirs[1]), ours[1].Round(time.Millisecond), theirs[1].Round(time.Millisecond)))
}
