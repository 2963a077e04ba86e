package main_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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
	var plain, withMetrics, withTraces, metricsCost, tracesCost []float64
	for range 15 {
		plain = append(plain, m.cpuEach(server.Process.Pid, base+"/get-session", connections).each)
		withMetrics = append(withMetrics, m.cpuEach(metrics.Process.Pid, measured+"/get-session", connections).each)
		withTraces = append(withTraces, m.cpuEach(traces.Process.Pid, traced+"/get-session", connections).each)
		// Each is compared with what ran right before and after it, because the load of the machine changes.
		if last := len(plain) - 1; last > 0 {
			around := (plain[last-1] + plain[last]) / 2
			metricsCost = append(metricsCost, 100*(withMetrics[last-1]/around-1))
			tracesCost = append(tracesCost, 100*(withTraces[last-1]/around-1))
		}
	}
	m.say("CPU of a get-session, unobserved", spread(plain, "%.1f")+" µs")
	m.say("with metrics", spread(metricsCost, "%+.1f")+" %, "+spread(withMetrics, "%.1f")+" µs")
	m.say("with metrics and traces of 1 %", spread(tracesCost, "%+.1f")+" %, "+spread(withTraces, "%.1f")+" µs; the limit is 3 %")
}
