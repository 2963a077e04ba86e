package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// A collector reads the state of the open databases when Prometheus asks.
type collector struct {
	m     *Metrics
	first string // the database in DATABASE_URL
	each  func(func(*branch.Database))
	use   func() (open, most int)
	get   func(context.Context, string) (*branch.Database, error)

	mutex   sync.Mutex
	figures map[string]figures // by name of the database
}

type figures struct {
	row   gen.GetMetricsRow
	known bool // row is set
	up    bool
	at    time.Time
	lags  map[string]int64 // of connected replicas, by address
}

// Databases adds the open databases. each calls a function for each of them; use returns the connections to all of them;
// get opens one.
func (m *Metrics) Databases(
	first string, each func(func(*branch.Database)), use func() (open, most int), get func(context.Context, string) (*branch.Database, error),
) {
	if m == nil {
		return
	}
	m.open = func() map[string]bool {
		open := map[string]bool{first: true}
		each(func(db *branch.Database) { open[db.Name] = true })
		return open
	}
	m.database(first)
	m.registry.MustRegister(&collector{m: m, first: first, each: each, use: use, get: get, figures: map[string]figures{}})
}

// description returns the description of a metric with a label for the database.
func description(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("neonauth_"+name, help, labels, nil)
}

var (
	connections    = description("connections", "Connections to Postgres, for all databases together.")
	connectionsMax = description("connections_max", "Connections that may be open (NEONAUTH_CONNECTIONS).")
	databasesOpen  = description("databases_open", "Databases that are open in this sidecar.")
	up             = description("database_up", "Whether the database answered the last query of the metrics.", "database")
	writable       = description("database_writable", "Whether the database accepts writes.", "database")
	skew           = description("clock_skew_seconds", "How far the database's clock is ahead of this machine's.", "database")
	pool           = description("pool_connections", "Connections of a database's pool, by state.", "database", "state")
	poolMax        = description("pool_connections_max", "Connections that a database's pool may open (NEONAUTH_DATABASE_CONNECTIONS).", "database")
	acquires       = description("pool_acquires_total", "Connections taken from the pool.", "database")
	waits          = description("pool_waits_total", "Times that no connection was free.", "database")
	waited         = description("pool_wait_seconds_total", "Time that statements waited for a connection.", "database")
	waiting        = description("outbox_waiting", "Mails and events that wait, by channel. Counts up to 10,000.", "database", "channel")
	dead           = description("outbox_dead", "Mails and events that were given up within a day, by channel. Counts up to 10,000.", "database", "channel")
	oldest         = description("outbox_oldest_seconds", "Age of the oldest mail or event that waits.", "database")
	sessions       = description("sessions_open", "Sessions that have not expired. Above 10,000 Postgres' estimate.", "database")
	keyAge         = description("signing_key_age_seconds", "Age of the key that signs tokens.", "database")
	replicaUp      = description("replica_up", "Whether the replica is connected. It connects with the first read.", "database", "replica")
	replicaPool    = description("replica_pool_connections", "Connections of a replica's pool, by state.", "database", "replica", "state")
	replicaReads   = description("replica_reads_total", "Reads of a replica: answered; declined, and answered by the primary, because it was behind, failed, or its clock differs (doubted).", "database", "replica", "result")
	replicaLag     = description("replica_lag_bytes", "How much of the primary's log a connected replica has not replayed.", "database", "replica")
)

// Describe implements prometheus.Collector.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		connections, connectionsMax, databasesOpen, up, writable, skew, pool, poolMax, acquires, waits, waited, waiting, dead, oldest, sessions, keyAge,
		replicaUp, replicaPool, replicaReads, replicaLag,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	c.openFirst()
	open, most := c.use()
	gauge(connections, float64(open))
	gauge(connectionsMax, float64(most))
	found, named := map[string]*branch.Database{}, map[string]string{}
	c.each(func(db *branch.Database) { found[db.Name] = db })
	gauge(databasesOpen, float64(len(found)))
	c.refreshAll(found)
	var rest *state
	for name, db := range found {
		one := newState(db, c.figures[name])
		if label := c.m.label(name); label != "" {
			named[name] = label
			one.collect(to, label)
			continue
		}
		if rest != nil {
			one.add(rest)
		}
		rest = one
	}
	if rest != nil {
		rest.shared = true
		rest.collect(to, other)
	}
	if named[c.first] == "" {
		gauge(up, 0, c.m.label(c.first))
	}
}

// openFirst opens the database in DATABASE_URL if it is closed. It is closed when no request has used it for a while, which
// does not mean that it is down.
func (c *collector) openFirst() {
	isOpen := false
	c.each(func(db *branch.Database) { isOpen = isOpen || db.Name == c.first })
	if isOpen {
		return // get would keep it open
	}
	ctx, done := context.WithTimeout(context.Background(), figureTime)
	defer done()
	_, _ = c.get(ctx, c.first) // Collect finds it, or reports that it is down
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
