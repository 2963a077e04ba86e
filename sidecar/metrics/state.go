package metrics

import (
	"maps"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// A state has the figures of one database, or of all those that share a label: then counts are sums, and others are those of
// the database that is worst off, so that alerts fire.
type state struct {
	shared       bool
	up, writable bool
	skew         time.Duration
	connections  map[string]float64 // of the pool, by state
	max          float64
	acquires     float64
	waits        float64
	waited       time.Duration
	row          gen.GetMetricsRow
	known        bool
	replicas     map[string]*replicaState // by address
}

type replicaState struct {
	up          bool
	connections map[string]float64
	reads       map[string]float64
	lag         float64
	known       bool // lag is set
}

func connectionsOf(acquired, idle, opening int32) map[string]float64 {
	return map[string]float64{"acquired": float64(acquired), "idle": float64(idle), "opening": float64(opening)}
}

// newState returns the state of a database. Without figures, which there was no time to read, it is not known to be down.
func newState(db *branch.Database, last figures) *state {
	stat, health := db.Pool(), db.Health()
	s := &state{
		up: last.up || last.at.IsZero(), writable: !health.ReadOnly, skew: health.Skew, row: last.row, known: last.known, max: float64(stat.MaxConns()),
		connections: connectionsOf(stat.AcquiredConns(), stat.IdleConns(), stat.ConstructingConns()),
		acquires:    float64(stat.AcquireCount()), waits: float64(stat.EmptyAcquireCount()), waited: stat.EmptyAcquireWaitTime(),
		replicas: map[string]*replicaState{},
	}
	for _, r := range db.Replicas() {
		one := &replicaState{
			up: r.Pool != nil, connections: connectionsOf(0, 0, 0),
			reads: map[string]float64{"answered": float64(r.Answered - r.Doubted), "behind": float64(r.Behind), "failed": float64(r.Failed), "doubted": float64(r.Doubted)},
		}
		if r.Pool != nil {
			one.connections = connectionsOf(r.Pool.AcquiredConns(), r.Pool.IdleConns(), r.Pool.ConstructingConns())
			lag, known := last.lags[r.Address]
			one.lag, one.known = float64(lag), known && lag != unknownLag
		}
		s.replicas[r.Address] = one
	}
	return s
}

func addTo(sums, more map[string]float64) {
	for key, value := range more {
		sums[key] += value
	}
}

// add adds another database, or several.
func (s *state) add(o *state) {
	s.up, s.writable = s.up && o.up, s.writable && o.writable
	if o.skew.Abs() > s.skew.Abs() {
		s.skew = o.skew
	}
	addTo(s.connections, o.connections)
	s.max += o.max
	if o.known {
		s.known = true
		s.row.Mails += o.row.Mails
		s.row.Events += o.row.Events
		s.row.DeadMails += o.row.DeadMails
		s.row.DeadEvents += o.row.DeadEvents
		s.row.Sessions += o.row.Sessions
		s.row.OldestSeconds = max(s.row.OldestSeconds, o.row.OldestSeconds)
		s.row.KeySeconds = max(s.row.KeySeconds, o.row.KeySeconds)
	}
	for address, more := range o.replicas {
		r := s.replicas[address]
		if r == nil {
			s.replicas[address] = more
			continue
		}
		r.up, r.known, r.lag = r.up && more.up, r.known || more.known, max(r.lag, more.lag)
		addTo(r.connections, more.connections)
	}
}

func (s *state) collect(to chan<- prometheus.Metric, label string) {
	send := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, kind, value, append([]string{label}, labels...)...)
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		send(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(up, number(s.up))
	gauge(writable, number(s.writable))
	gauge(skew, s.skew.Seconds())
	for _, which := range slices.Sorted(maps.Keys(s.connections)) {
		gauge(pool, s.connections[which], which)
	}
	gauge(poolMax, s.max)
	if !s.shared { // a sum would fall when one of the databases is closed
		send(acquires, prometheus.CounterValue, s.acquires)
		send(waits, prometheus.CounterValue, s.waits)
		send(waited, prometheus.CounterValue, s.waited.Seconds())
	}
	for address, r := range s.replicas {
		gauge(replicaUp, number(r.up), address)
		for which, n := range r.connections {
			gauge(replicaPool, n, address, which)
		}
		for result, n := range r.reads {
			if !s.shared {
				send(replicaReads, prometheus.CounterValue, n, address, result)
			}
		}
		if r.known {
			gauge(replicaLag, r.lag, address)
		}
	}
	if !s.known {
		return
	}
	gauge(waiting, float64(s.row.Mails), "mail")
	gauge(waiting, float64(s.row.Events), "webhook")
	gauge(dead, float64(s.row.DeadMails), "mail")
	gauge(dead, float64(s.row.DeadEvents), "webhook")
	gauge(oldest, s.row.OldestSeconds)
	gauge(sessions, float64(s.row.Sessions))
	if s.row.KeySeconds >= 0 {
		gauge(keyAge, s.row.KeySeconds)
	}
}
