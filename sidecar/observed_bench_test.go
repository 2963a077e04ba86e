package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// BenchmarkObserved compares the CPU time of a get-session with metrics, and with metrics and traces of one request in a
// hundred, with that of a sidecar that has neither. All serve one database, and are measured in turn.
func BenchmarkObserved(b *testing.B) {
	d, base, server := neonauthProcess(b)
	m := &meter{b: b, d: d, base: base, pid: server.Process.Pid}
	m.signUp()
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer collector.Close()
	program := build(b)
	measured, metrics := serveNeonauth(b, program, d.SidecarURL, "NEONAUTH_METRICS_LISTEN=127.0.0.1:"+freePort(b))
	traced, traces := serveNeonauth(b, program, d.SidecarURL, "NEONAUTH_METRICS_LISTEN=127.0.0.1:"+freePort(b), "NEONAUTH_TRACES_URL="+collector.URL)
	const connections = 32
	var plain, withMetrics, withTraces []float64
	for range 7 {
		plain = append(plain, m.cpuEach(server.Process.Pid, base+"/get-session", connections).each)
		withMetrics = append(withMetrics, m.cpuEach(metrics.Process.Pid, measured+"/get-session", connections).each)
		withTraces = append(withTraces, m.cpuEach(traces.Process.Pid, traced+"/get-session", connections).each)
	}
	// Other programs on the machine only ever add to the time, so the least of the runs comes nearest.
	least := slices.Min(plain)
	more := func(runs []float64) string {
		return fmt.Sprintf("%+.1f %% at the least, %s µs", 100*(slices.Min(runs)/least-1), spread(runs, "%.1f"))
	}
	m.say("CPU of a get-session, unobserved", spread(plain, "%.1f")+" µs")
	m.say("with metrics", more(withMetrics))
	m.say("with metrics and traces of 1 %", more(withTraces)+"; the limit is 3 %")
}
