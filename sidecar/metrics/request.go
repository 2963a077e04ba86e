package metrics

import (
	"maps"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// A Request is an answered request.
type Request struct {
	Route, Method string // the route's pattern, not the path
	Status        int
	Took          time.Duration
	Database      string // "": none
	Failure       string // the code of the response, or "". The caller passes only codes of neonauth.
	SignedIn      bool   // a session was opened
}

// A route has the metrics of one route. They are found once, because finding them takes longer than counting.
type route struct {
	label    string
	duration prometheus.Observer
	counters atomic.Pointer[map[kind]prometheus.Counter]
}

type kind struct {
	method string
	status int
}

// Request counts a request.
func (m *Metrics) Request(r Request) {
	if m == nil {
		return
	}
	at := m.route(r.Route)
	at.duration.Observe(r.Took.Seconds())
	m.counter(at, kind{r.Method, r.Status}).Inc()
	if r.Database == "" {
		return
	}
	in := m.database(r.Database)
	if class := r.Status / 100; class > 0 && class < len(in.classes) {
		in.classes[class].Inc()
	}
	if r.SignedIn {
		m.signIns.WithLabelValues(in.label, at.label).Inc()
	}
	if r.Failure != "" {
		m.refusals.WithLabelValues(in.label, r.Failure).Inc()
	}
}

// route returns the metrics of a route.
func (m *Metrics) route(path string) *route {
	if found := (*m.routes.Load())[path]; found != nil {
		return found
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	known := *m.routes.Load()
	if found := known[path]; found != nil {
		return found
	}
	label := path
	switch {
	case path == "":
		label = other
	case len(known) >= maxRoutes:
		return known[""]
	}
	made := &route{label: label, duration: m.durations.WithLabelValues(label)}
	made.counters.Store(&map[kind]prometheus.Counter{})
	changed := maps.Clone(known)
	changed[path] = made
	if changed[""] == nil {
		changed[""] = &route{label: other, duration: m.durations.WithLabelValues(other)}
		changed[""].counters.Store(&map[kind]prometheus.Counter{})
	}
	m.routes.Store(&changed)
	return made
}

// methods are those that have a label of their own.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// counter returns the counter of requests with that method and status.
func (m *Metrics) counter(at *route, k kind) prometheus.Counter {
	if !methods[k.method] {
		k.method = other
	}
	if k.status < 100 || k.status > 599 {
		k.status = 0
	}
	if found := (*at.counters.Load())[k]; found != nil {
		return found
	}
	made := m.requests.WithLabelValues(at.label, k.method, strconv.Itoa(k.status))
	m.mutex.Lock()
	defer m.mutex.Unlock()
	changed := maps.Clone(*at.counters.Load())
	changed[k] = made
	at.counters.Store(&changed)
	return made
}
