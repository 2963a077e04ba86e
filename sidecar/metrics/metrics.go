// Package metrics counts what a sidecar does, for Prometheus. All methods of a nil Metrics do nothing.
package metrics

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"neonauth/sidecar/password"
)

// The bounds of labels. A client must not be able to create series: invented paths, methods and databases share one.
const (
	maxDatabases = 100
	maxRoutes    = 500
	maxCodes     = 500
	other        = "other"
)

// Metrics are the metrics of one process.
type Metrics struct {
	registry *prometheus.Registry

	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	batches    prometheus.Histogram
	hashes     prometheus.Histogram
	hashWaits  prometheus.Histogram
	attempts   *prometheus.CounterVec
	attempting prometheus.Histogram

	byDatabase *prometheus.CounterVec
	signIns    *prometheus.CounterVec
	refusals   *prometheus.CounterVec
	deliveries *prometheus.CounterVec

	mutex     sync.Mutex // for changes of the following
	routes    atomic.Pointer[map[string]*route]
	databases atomic.Pointer[map[string]*database]
	evicted   time.Time
	open      func() map[string]bool // the open databases; nil: unknown
}

// seconds are the buckets of durations, from a look-up in memory to a queue of password hashes.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// New returns the metrics of a process, with those of Go and of the process itself.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		made := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "neonauth_" + name, Help: help}, labels)
		m.registry.MustRegister(made)
		return made
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		made := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "neonauth_" + name, Help: help, Buckets: buckets})
		m.registry.MustRegister(made)
		return made
	}
	m.requests = counter("requests_total", "Requests by route, method and status.", "route", "method", "status")
	m.durations = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "neonauth_request_duration_seconds", Help: "Time from a request to its response, by route.", Buckets: seconds,
	}, []string{"route"})
	m.batches = histogram("lookup_batch_size", "Session look-ups that shared one statement.", []float64{1, 2, 4, 8, 16, 32, 64, 128, 256})
	m.hashes = histogram("password_hash_duration_seconds", "Time to hash up to four passwords at once.", seconds)
	m.hashWaits = histogram("password_hash_wait_seconds", "Time that a password waited for a free slot.", seconds)
	m.attempts = counter("webhook_attempts_total", "Attempts to send an event to a webhook, by result: accepted, rejected (status 4xx or 5xx) or failed.", "result")
	m.attempting = histogram("webhook_attempt_duration_seconds", "Time of an attempt to send an event to a webhook.", seconds)
	m.byDatabase = counter("database_requests_total", "Requests by database and class of status, such as 2xx.", "database", "class")
	m.signIns = counter("sign_ins_total", "Sessions opened in browsers, by the route that opened them.", "database", "route")
	m.refusals = counter("refusals_total", "Refused requests by the code of the response, such as INVALID_EMAIL_OR_PASSWORD.", "database", "code")
	m.deliveries = counter("deliveries_total", "Attempts to deliver from the outbox, by channel (mail or webhook) and result (sent or failed).", "database", "channel", "result")
	m.registry.MustRegister(m.durations, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, result := range []string{"accepted", "rejected", "failed"} { // so that the first failure is an increase
		m.attempts.WithLabelValues(result)
	}
	m.routes.Store(&map[string]*route{})
	m.databases.Store(&map[string]*database{})
	return m
}

// Handler serves the metrics in the format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 20 * time.Second})
}

// Batch counts a batch of session look-ups.
func (m *Metrics) Batch(size int) {
	if m != nil {
		m.batches.Observe(float64(size))
	}
}

// Build adds what program this is.
func (m *Metrics) Build(version, commit, release string) {
	if m == nil {
		return
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "neonauth_build_info", Help: "Always 1. The labels name the program.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit, "release": release},
	})
	built.Set(1)
	m.registry.MustRegister(built)
}

// Hasher adds the queue of password hashes.
func (m *Metrics) Hasher(h *password.Hasher) {
	if m == nil {
		return
	}
	h.Observe(func(waited time.Duration) { m.hashWaits.Observe(waited.Seconds()) }, func(took time.Duration) { m.hashes.Observe(took.Seconds()) })
	gauge := func(name, help string, read func(password.State) int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "neonauth_password_hash_" + name, Help: help},
			func() float64 { return float64(read(h.State())) }))
	}
	gauge("waiting", "Passwords that wait for a free slot.", func(s password.State) int { return s.Waiting })
	gauge("waiting_max", "Passwords that may wait. Further requests are answered with BUSY.", func(s password.State) int { return s.Room })
	gauge("running", "Slots that hash.", func(s password.State) int { return s.Running })
	gauge("slots", "Slots that may hash at once.", func(s password.State) int { return s.Slots })
}

// Attempt counts an attempt to send an event to a webhook. status is 0 if there was no response.
func (m *Metrics) Attempt(status int, took time.Duration) {
	if m == nil {
		return
	}
	result := "failed"
	switch {
	case status >= 200 && status < 300:
		result = "accepted"
	case status > 0:
		result = "rejected"
	}
	m.attempts.WithLabelValues(result).Inc()
	m.attempting.Observe(took.Seconds())
}

// Delivery counts an attempt to deliver from the outbox.
func (m *Metrics) Delivery(name, channel string, sent bool) {
	if m == nil {
		return
	}
	result := "failed"
	if sent {
		result = "sent"
	}
	m.deliveries.WithLabelValues(m.database(name).label, channel, result).Inc()
}
