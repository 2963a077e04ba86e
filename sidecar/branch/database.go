// Package branch connects to the databases that are served, and loads the settings that decide requests.
package branch

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/puddle/v2"

	"neonauth/gen"
	"neonauth/sidecar/secret"
	"neonauth/sql"
)

// idleConnection is how long an unused connection stays open. A database without connections can be renamed or copied.
const idleConnection = 30 * time.Second

// calm is how long the background work of a database that was just opened waits.
const calm = 300 * time.Millisecond

// ErrClosed is returned to a request whose database was closed in the meantime, because auth was enabled or disabled there,
// or because it was dropped or renamed. The statement was not executed. Databases.Get finds what is there now.
var ErrClosed = puddle.ErrClosedPool

// A Database is an open, verified database.
type Database struct {
	Name string

	pool          *pgxpool.Pool
	slots         chan struct{} // for requests, see request
	ring          *secret.Keyring
	settings      atomic.Pointer[Settings]
	reading       atomic.Pointer[reading]
	loading       sync.Mutex
	generating    sync.Mutex // for the first signing key
	lookups       *queue
	observe       func(batch int) // or nil
	pooled        bool            // connections go through a pooler
	replicas      []*replica
	running       context.Context // ends with stop
	stop          context.CancelFunc
	closing       <-chan struct{} // closed by stop
	stopped       sync.WaitGroup
	queued        chan struct{}
	kept          atomic.Bool
	gone          atomic.Bool   // the database, or neonauth in it, does not exist any more
	joined        chan struct{} // receives when the pool has a new connection
	stopListening atomic.Pointer[context.CancelFunc]
}

// Options limit the connections of a database. The zero value is usable.
type Options struct {
	Connections int             // to this database at the same time; 0: 8
	Limit       *Limit          // for all databases together; nil: no limit
	calm        time.Duration   // how long background work waits; 0: the constant
	hosts       *hosts          // known state of the server's hosts; nil: none yet
	Observe     func(batch int) // is called with the size of each batch of look-ups, if not nil
	Tracer      pgx.QueryTracer // traces statements of traced requests, if not nil
	ReadURL     string          // connection string of replicas, one for each host; "": none

	// Work runs while the database is open, if not nil. Its context ends on Close, which waits for Work to return.
	Work func(ctx context.Context, db *Database)
}

// Open connects to the database of a connection string. Every connection is verified before it is used, because another
// database may take the name later. It returns an error if the string cannot be parsed, if no connection can be opened,
// or an Unready if the database cannot be served. The caller must call Close.
func Open(ctx context.Context, url string, ring *secret.Keyring, o Options) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the connection string cannot be read") // pgx's error may contain the password
	}
	config.MaxConns = 8
	if o.Connections > 0 {
		config.MaxConns = int32(o.Connections)
	}
	configureForServing(config)
	if o.hosts == nil {
		o.hosts = newHosts()
	}
	dial := o.hosts.dial(config.ConnConfig.DialFunc)
	config.ConnConfig.DialFunc = dial
	if o.Limit != nil {
		config.ConnConfig.DialFunc = o.Limit.dial(dial)
	}
	running, stop := context.WithCancel(context.Background())
	d := &Database{Name: config.ConnConfig.Database, ring: ring, lookups: &queue{gathering: gathering{longest: maxWait}}, running: running, stop: stop, closing: running.Done(), queued: make(chan struct{}, 1), joined: make(chan struct{}, 1)}
	d.slots = make(chan struct{}, max(1, config.MaxConns-1))
	d.observe = o.Observe
	if o.ReadURL != "" {
		if d.replicas, err = newReplicas(o.ReadURL, d.Name); err != nil {
			stop()
			return nil, err
		}
	}
	config.ConnConfig.Tracer = o.Tracer
	config.AfterConnect = d.afterConnect
	config.ShouldPing = d.isStale
	direct := true
	if d.pool, err = connect(ctx, config); isPooler(err) {
		direct, d.pooled = false, true
		configureForPooler(config)
		d.pool, err = connect(ctx, config)
	}
	if err != nil {
		stop()
		return nil, err
	}
	for _, r := range d.replicas {
		d.stopped.Go(func() { r.keep(running) })
		d.lookups.free = append(d.lookups.free, &seat{replica: r})
	}
	if len(d.replicas) == 0 {
		d.lookups.free = append(d.lookups.free, &seat{})
	}
	if o.Work != nil {
		d.stopped.Go(func() {
			awaitCalm(running, o.calm)
			o.Work(running, d)
		})
	}
	if o.Work != nil && direct {
		listening := config.ConnConfig.Copy()
		if o.Limit != nil {
			listening.DialFunc = o.Limit.spare(dial)
		}
		d.stopped.Go(func() {
			awaitCalm(running, o.calm)
			d.listen(running, listening)
		})
	}
	return d, nil
}

// awaitCalm lets the request that opens the database go first. Otherwise the delivery worker, and the connection that
// listens, would open their own connections at the same time, and Postgres fills the caches of each one.
func awaitCalm(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(cmp.Or(pause, calm)):
	}
}

// configureForServing sets what all connections have that serve requests.
func configureForServing(config *pgxpool.Config) {
	config.MaxConnIdleTime = idleConnection
	config.HealthCheckPeriod = idleConnection / 2
	parameters := config.ConnConfig.RuntimeParams
	if parameters["application_name"] == "" {
		parameters["application_name"] = "neonauth"
	}
	sql.ServingPins.Apply(parameters)
	parameters["options"] += directMark
	bound(config.ConnConfig)
	config.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler { return &canceller{conn: conn} }
	cleaning(config)
}

// connect opens a pool with one connection, which was verified.
func connect(ctx context.Context, config *pgxpool.Config) (*pgxpool.Pool, error) {
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		pool.Close()
		return nil, err
	}
	conn.Release()
	return pool, nil
}

// afterConnect verifies a new connection. It discards the settings if the connection leads to another branch: the
// database may have been dropped and another one may have taken its name.
func (d *Database) afterConnect(ctx context.Context, conn *pgx.Conn) error {
	if err := verify(ctx, conn); err != nil {
		return err
	}
	registerTimestamps(conn)
	select {
	case d.joined <- struct{}{}:
	default: // already signaled
	}
	s := d.settings.Load()
	if s == nil {
		return nil
	}
	var on gen.DBTX = conn
	if d.pooled {
		on = uncompiled(conn)
	}
	version, err := gen.New(on).GetConfigVersion(ctx)
	if err != nil {
		return err
	}
	if branch, _, _ := strings.Cut(version, "/"); s.Branch != branch {
		d.settings.CompareAndSwap(s, nil)
	}
	return nil
}

// Close waits for running statements and work, and closes the connections.
func (d *Database) Close() {
	d.stop()
	d.lookups.close()
	d.stopped.Wait()
	d.pool.Close()
}

// shed closes connections that are idle or only listen.
func (d *Database) shed() {
	if stopListening := d.stopListening.Load(); stopListening != nil {
		(*stopListening)()
	}
	if d.pool.Stat().AcquiredConns() == 0 {
		d.pool.Reset()
	}
}

// Wake signals the delivery worker that mail may be queued. It never blocks.
func (d *Database) Wake() {
	select {
	case d.queued <- struct{}{}:
	default: // already signaled
	}
}

// KeepOpen sets whether there is work left, so that the database is not closed as idle.
func (d *Database) KeepOpen(keep bool) { d.kept.Store(keep) }

// Queued returns a channel that receives after Wake.
func (d *Database) Queued() <-chan struct{} { return d.queued }

// Pool returns the state of the pool of connections.
func (d *Database) Pool() *pgxpool.Stat { return d.pool.Stat() }

// Ping returns an error if the database does not answer.
func (d *Database) Ping(ctx context.Context) error { return d.pool.Ping(ctx) }

// Queries returns the queries for work outside of a request.
func (d *Database) Queries() *gen.Queries { return gen.New(d.queryer()) }

func (d *Database) queryer() gen.DBTX {
	if d.pooled {
		return &request{db: d, first: setTimeout}
	}
	return d.pool
}
