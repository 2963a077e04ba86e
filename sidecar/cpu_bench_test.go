package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkCPU compares the CPU time that the sidecar takes for a get-session with that of a bare net/http handler which
// writes the same bytes, and of one that also waits for another process, as a get-session waits for Postgres. They are
// measured in turn, and CPU time depends little on what else the machine does.
func BenchmarkCPU(b *testing.B) {
	d, base, server := neonauthProcess(b)
	m := &meter{b: b, d: d, base: base, pid: server.Process.Pid}
	m.sizes()
	m.signUp()
	bareBase, bare := m.bare()
	waitingBase, waiting := m.bare("wait")
	for _, connections := range []int{32, 8} {
		var ratios, ours, theirs, waited, behind []float64
		for range 5 {
			postgres := m.postgresCPU()
			one := m.cpuEach(server.Process.Pid, base+"/get-session", connections)
			behind = append(behind, float64(m.postgresCPU()-postgres)/one.requests)
			other := m.cpuEach(bare.Process.Pid, bareBase+"/get-session", connections)
			ours, theirs, ratios = append(ours, one.each), append(theirs, other.each), append(ratios, one.each/other.each)
			waited = append(waited, m.cpuEach(waiting.Process.Pid, waitingBase+"/get-session", connections).each)
		}
		m.say(fmt.Sprintf("CPU of a get-session, %d connections", connections), fmt.Sprintf(
			"%s of a bare net/http handler's: %s µs against %s µs (%s µs if it waits), and %s µs in Postgres",
			spread(ratios, "%.2f"), spread(ours, "%.0f"), spread(theirs, "%.0f"), spread(waited, "%.0f"), spread(behind, "%.0f")))
	}
}

// spread formats the median of a few runs, with the lowest and the highest.
func spread(runs []float64, format string) string {
	slices.Sort(runs)
	return fmt.Sprintf(format+" ("+format+" to "+format+")", runs[len(runs)/2], runs[0], runs[len(runs)-1])
}

// bare starts the bare handler with the response that get-session has now, and with more arguments.
func (m *meter) bare(more ...string) (base string, server *exec.Cmd) {
	m.b.Helper()
	program := filepath.Join(m.b.TempDir(), "bare")
	if output, err := command(m.b, "go", "build", "-o", program, filepath.Join(testdata, "bare")).CombinedOutput(); err != nil {
		m.b.Fatalf("%v: %s", err, output)
	}
	in, err := http.NewRequestWithContext(m.b.Context(), http.MethodGet, m.base+"/get-session", nil)
	m.check(err)
	in.Header.Set("Cookie", m.cookie)
	out, err := http.DefaultClient.Do(in)
	m.check(err)
	body, err := io.ReadAll(out.Body)
	m.check(err)
	m.check(out.Body.Close())
	out.Header.Del("Date") // net/http sets both
	out.Header.Del("Content-Length")
	response, err := json.Marshal(map[string]any{"header": out.Header, "body": string(body)})
	m.check(err)
	port := freePort(m.b)
	server = exec.Command(program, append([]string{"127.0.0.1:" + port}, more...)...)
	server.Stdin = bytes.NewReader(response)
	base = "http://127.0.0.1:" + port
	serve(m.b, server, base)
	return base, server
}

// A cost is the CPU time of one request, in microseconds, in a run of so many.
type cost struct{ each, requests float64 }

// cpuEach runs the load tool for two seconds and returns the CPU time that the process took for each request.
func (m *meter) cpuEach(pid int, url string, connections int) cost {
	m.b.Helper()
	before := m.cpu(pid)
	output, err := exec.Command("wrk", "-t1", "-c"+strconv.Itoa(connections), "-d2", "-H", "Cookie: "+m.cookie, url).CombinedOutput()
	if bytes.Contains(output, []byte("Non-2xx")) {
		m.b.Fatalf("wrk: %s", output)
	}
	requests := m.number(output, err, `(\d+) requests in`)
	return cost{float64((m.cpu(pid) - before).Microseconds()) / requests, requests}
}

// cpu returns the CPU time that a process has taken, in hundredths of a second.
func (m *meter) cpu(pid int) time.Duration {
	m.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	m.check(err)
	_, rest, _ := strings.Cut(string(status), ") ")
	var ticks int
	for _, field := range strings.Fields(rest)[11:13] {
		n, err := strconv.Atoi(field)
		m.check(err)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// postgresCPU returns the CPU time of the sidecar's connections, in microseconds.
func (m *meter) postgresCPU() (micros int64) {
	m.b.Helper()
	for _, pid := range strings.Fields(m.sql("select coalesce(string_agg(pid::text, ' '), '') from pg_stat_activity where datname = current_database() and application_name = 'neonauth'")) {
		n, err := strconv.Atoi(pid)
		m.check(err)
		if _, err := os.Stat("/proc/" + pid); err == nil { // it may just have ended
			micros += m.cpu(n).Microseconds()
		}
	}
	return micros
}

// sizes prints the size of the program, its memory when idle, and how long it takes from its start to ready.
func (m *meter) sizes() {
	m.b.Helper()
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", m.pid))
	m.check(err)
	info, err := os.Stat(program)
	m.check(err)
	m.say("size of the program", fmt.Sprintf("%.1f MB", float64(info.Size())/1e6))
	m.say("RSS idle", m.rss())
	var took, cpu []float64
	for range 5 {
		elapsed, used := m.startToReady(program)
		took, cpu = append(took, float64(elapsed.Microseconds())/1000), append(cpu, float64(used.Microseconds())/1000)
	}
	m.say("start to ready, installed database", spread(took, "%.0f")+" ms, of which the program computes "+spread(cpu, "%.0f")+" ms")
}

// startToReady starts another process on the same database, and stops it once it is ready. It returns how long that took,
// and the CPU time of the process.
func (m *meter) startToReady(program string) (took, cpu time.Duration) {
	m.b.Helper()
	port := freePort(m.b)
	server := exec.Command(program, "serve")
	server.Env = plainEnvironment("DATABASE_URL="+m.d.SidecarURL, "NEONAUTH_SECRET="+secretOf(m.d.Name),
		"NEONAUTH_LISTEN=127.0.0.1:"+port, "NEONAUTH_PUBLIC_URL=http://localhost:"+port, "NEONAUTH_SHUTDOWN_DELAY=0s")
	started := time.Now()
	m.check(server.Start())
	for !isReady("http://127.0.0.1:" + port) {
		if time.Since(started) > time.Minute {
			m.b.Error("it does not become ready")
			break
		}
		time.Sleep(time.Millisecond)
	}
	took = time.Since(started)
	_ = server.Process.Kill()
	_ = server.Wait() // reports the kill
	return took, server.ProcessState.UserTime() + server.ProcessState.SystemTime()
}
