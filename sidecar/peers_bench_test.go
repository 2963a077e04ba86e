package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// A peer is a server that is measured. session and signIn are requests for the session of a signed-in user, and with their
// address and password.
type peer struct {
	name, hash      string
	base            string
	pid             int
	db              *pgtest.Database // nil: it has none in Postgres
	session, signIn repeated

	sessionCPU, signInCPU, sessionRate, signInRate []float64 // of each run
	memory                                         []float64
}

// A repeated is one request that the load tool repeats.
type repeated struct{ method, path, header, body string }

// BenchmarkPeers measures neonauth beside other servers on this machine: the same load tool, the same requests, five
// interleaved runs. `make bench-peers` runs it, and writes the table into the README.
func BenchmarkPeers(b *testing.B) {
	peers := []*peer{ours(b), betterAuth(b, "1.4"), betterAuth(b, "1.7"), pocketBase(b)}
	const runs = 5
	for range runs {
		for _, p := range peers {
			p.measure(b)
		}
	}
	table := peerTable(b, peers, runs)
	fmt.Println(table)
	const readme = "../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		b.Fatal(err)
	}
	written, err := between(string(text), "<!-- make bench-peers -->", "<!-- end -->", table)
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(readme, []byte(written), 0o644); err != nil { //nolint:gosec // a file of the project
		b.Fatal(err)
	}
}

// between replaces what is between two lines.
func between(text, begin, end, with string) (string, error) {
	before, rest, found := strings.Cut(text, begin+"\n")
	_, after, closed := strings.Cut(rest, end+"\n")
	if !found || !closed {
		return "", fmt.Errorf("the lines %s and %s are missing", begin, end)
	}
	return before + begin + "\n" + strings.TrimSpace(with) + "\n" + end + "\n" + after, nil
}

func TestBetween(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	once, err := between(string(text), "<!-- make bench-peers -->", "<!-- end -->", "| a |")
	if err != nil {
		t.Fatal(err)
	}
	again, err := between(once, "<!-- make bench-peers -->", "<!-- end -->", "\n| a |\n")
	if err != nil || again != once || strings.Count(once, "| a |") != 1 {
		t.Errorf("%v, or it is not the same the second time", err)
	}
	if _, err := between("<!-- end -->\n", "<!-- make bench-peers -->", "<!-- end -->", ""); err == nil {
		t.Error("a text without the lines")
	}
}

func ours(b *testing.B) *peer {
	d, base, server := neonauthProcess(b)
	m := &meter{b: b, d: d, base: base}
	m.signUp()
	return &peer{
		name: "neonauth", hash: "scrypt, N=16384, r=16", base: base, pid: server.Process.Pid, db: d,
		session: repeated{path: "/get-session", header: "Cookie: " + m.cookie}, signIn: repeated{method: "POST", path: "/sign-in/email", body: account},
	}
}

func betterAuth(b *testing.B, version string) *peer {
	dir := filepath.Join(testdata, "peers", "better-auth-"+version)
	npmCI(b, dir)
	d, port := pgtest.Empty(b), freePort(b)
	server := exec.Command("node", "server.mjs")
	server.Dir = dir
	server.Env = plainEnvironment("NODE_ENV=production", "PORT="+port, "SECRET="+secretOf("peer"), "DATABASE_URL="+d.URL)
	base := "http://127.0.0.1:" + port + "/auth"
	serve(b, server, base+"/ok")
	m := &meter{b: b, d: d, base: base}
	m.signUp()
	exact, err := os.ReadFile(filepath.Join(dir, "node_modules", "better-auth", "package.json"))
	m.check(err)
	var about struct{ Version string }
	m.check(json.Unmarshal(exact, &about))
	return &peer{
		name: "Better Auth " + about.Version, hash: "scrypt, N=16384, r=16", base: base, pid: server.Process.Pid, db: d,
		session: repeated{path: "/get-session", header: "Cookie: " + m.cookie}, signIn: repeated{method: "POST", path: "/sign-in/email", body: account},
	}
}

func pocketBase(b *testing.B) *peer {
	dir := filepath.Join(testdata, "peers", "pocketbase")
	program := filepath.Join(b.TempDir(), "pocketbase")
	compile := command(b, "go", "build", "-o", program, ".")
	compile.Dir = dir
	if output, err := compile.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, output)
	}
	module, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		b.Fatal(err)
	}
	port := freePort(b)
	server := exec.Command(program, "serve", "--http=127.0.0.1:"+port, "--dir="+b.TempDir())
	base := "http://127.0.0.1:" + port + "/api"
	serve(b, server, base+"/health")
	post := func(path, body string) (token string) {
		response, err := http.Post(base+path, "application/json", strings.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v %s", path, err, text)
		}
		var signedIn struct{ Token string }
		if err := json.Unmarshal(text, &signedIn); err != nil {
			b.Fatal(err)
		}
		return signedIn.Token
	}
	post("/collections/users/records", `{"email":"ada@example.com","password":"correct horse","passwordConfirm":"correct horse"}`)
	const signIn = `{"identity":"ada@example.com","password":"correct horse"}`
	token := post("/collections/users/auth-with-password", signIn)
	return &peer{
		name: "PocketBase " + strings.TrimPrefix(regexp.MustCompile(`pocketbase/pocketbase v(\S+)`).FindString(string(module)), "pocketbase/pocketbase v"),
		hash: "bcrypt, cost 10", base: base, pid: server.Process.Pid,
		session: repeated{method: "POST", path: "/collections/users/auth-refresh", header: "Authorization: " + token},
		signIn:  repeated{method: "POST", path: "/collections/users/auth-with-password", body: signIn},
	}
}

// measure runs both loads. A sign-in takes so long that more clients would only wait.
func (p *peer) measure(b *testing.B) {
	b.Helper()
	rate, cpu := p.run(b, p.session, 32, 3)
	p.sessionRate, p.sessionCPU = append(p.sessionRate, rate), append(p.sessionCPU, cpu)
	rate, cpu = p.run(b, p.signIn, 2, 8)
	p.signInRate, p.signInCPU = append(p.signInRate, rate), append(p.signInCPU, cpu/1000)
	p.memory = append(p.memory, megabytes(b, p.pid))
}

// run returns the requests per second, and the CPU time of each in the server and in Postgres, in microseconds.
func (p *peer) run(b *testing.B, c repeated, connections, seconds int) (rate, cpu float64) {
	b.Helper()
	m := &meter{b: b, d: p.db, base: p.base}
	script := filepath.Join(b.TempDir(), "request.lua")
	m.check(os.WriteFile(script, fmt.Appendf(nil, "wrk.method = %q\nwrk.body = %q\nwrk.headers['Content-Type'] = 'application/json'\n", orGet(c.method), c.body), 0o600))
	args := []string{"-t1", "-c" + strconv.Itoa(connections), "-d" + strconv.Itoa(seconds), "--timeout", "20s", "-s", script}
	if c.header != "" {
		args = append(args, "-H", c.header)
	}
	before := m.cpu(p.pid) + m.cpuOf(p.backends(b))
	output, err := exec.Command("wrk", append(args, p.base+c.path)...).CombinedOutput()
	spent := m.cpu(p.pid) + m.cpuOf(p.backends(b)) - before // connections opened during the run had spent none
	if strings.Contains(string(output), "Non-2xx") {
		b.Fatalf("%s, %s: %s", p.name, c.path, output)
	}
	requests := m.number(output, err, `(\d+) requests in`)
	if requests == 0 {
		b.Fatalf("%s responds to no %s within %d seconds", p.name, c.path, seconds)
	}
	return requests / float64(seconds), float64(spent.Microseconds()) / requests
}

func orGet(method string) string {
	if method == "" {
		return http.MethodGet
	}
	return method
}

// backends returns the processes of Postgres that serve the peer.
func (p *peer) backends(b *testing.B) (pids []int) {
	b.Helper()
	if p.db == nil {
		return nil
	}
	rows, err := p.db.Owner.Query(b.Context(), "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'")
	if err == nil {
		pids, err = pgx.CollectRows(rows, pgx.RowTo[int])
	}
	if err != nil {
		b.Fatal(err)
	}
	return pids
}

// cpuOf returns the CPU time of processes, without those that have ended.
func (m *meter) cpuOf(pids []int) (spent time.Duration) {
	for _, pid := range pids {
		if _, err := os.Stat(fmt.Sprintf("/proc/%d", pid)); err == nil {
			spent += m.cpu(pid)
		}
	}
	return spent
}

func megabytes(b *testing.B, pid int) float64 {
	b.Helper()
	n, err := strconv.ParseFloat(strings.TrimSuffix((&meter{b: b, pid: pid}).rss(), " MB"), 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func peerTable(b *testing.B, peers []*peer, runs int) string {
	b.Helper()
	model := "unknown processor"
	if cpus, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if found := regexp.MustCompile(`model name\s*: (.+)`).FindSubmatch(cpus); found != nil {
			model = string(found[1])
		}
	}
	var t strings.Builder
	fmt.Fprintf(&t, "`make bench-peers` on %s, %s, Postgres %s: medians of %d interleaved runs, with the lowest and the highest. CPU time is that of the\n",
		time.Now().Format(time.DateOnly), model, (&meter{b: b, d: peers[0].db}).sql("select split_part(current_setting('server_version'), ' ', 1)"), runs)
	t.WriteString("server and of Postgres together. PocketBase keeps its data in SQLite, in its own process, and has no sessions there: its\n" +
		"auth-refresh checks a token, reads the user and signs a token. A get-session of neonauth also returns a signed token.\n\n")
	t.WriteString("| | CPU of a get-session, µs | get-session per core and second | CPU of a sign-in, ms | sign-ins a second, 2 clients | hash | memory, MB |\n|---|---|---|---|---|---|---|\n")
	for _, p := range peers {
		var perCore []float64
		for _, cpu := range p.sessionCPU {
			perCore = append(perCore, 1e6/cpu)
		}
		fmt.Fprintf(&t, "| %s | %s | %s | %s | %s | %s | %s |\n", p.name, spread(p.sessionCPU, "%.0f"), spread(perCore, "%.0f"),
			spread(p.signInCPU, "%.1f"), spread(p.signInRate, "%.0f"), p.hash, spread(p.memory, "%.0f"))
	}
	return t.String()
}
