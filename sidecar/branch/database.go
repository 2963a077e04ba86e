// Package branch connects to a database that is served, and knows what requests to it are decided by.
package branch

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/gen"
	"neonauth/sidecar/secret"
	"neonauth/sql"
)

// idleConnection is how long a connection stays open without work: a database with none may be renamed or copied.
const idleConnection = 30 * time.Second

// A Database is one that is served, under its name.
type Database struct {
	Name string

	pool     *pgxpool.Pool
	slots    chan struct{} // of requests, see request
	ring     *secret.Keyring
	settings atomic.Pointer[Settings]
	reading  atomic.Pointer[reading]
	loading  sync.Mutex
	drawing  sync.Mutex // of the first signing key
	lookups  chan lookup
	pooled   bool // connections lead through a pooler
	stop     context.CancelFunc
	stopped  sync.WaitGroup
	queued   chan struct{}
	kept     atomic.Bool
	joined   chan struct{} // receives when the pool has a new connection
	hush     atomic.Pointer[context.CancelFunc]
}

// Options bound what one database may take. The zero value is sensible.
type Options struct {
	Connections int    // of this database at once; 0: 8
	Limit       *Limit // of all databases together; nil: none
	hosts       *hosts // what is known of the server's hosts; nil: nothing yet

	// Work, if any, runs beside the database until the context ends, which Close waits for.
	Work func(ctx context.Context, db *Database)
}

// Open connects to the database of a connection string, and to no other that takes its place: each connection is
// verified before a function is called on it. Close it.
func Open(ctx context.Context, url string, ring *secret.Keyring, o Options) (*Database, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the connection string cannot be read") // pgx's own sentence may hold the password
	}
	config.MaxConns = 8
	if o.Connections > 0 {
		config.MaxConns = int32(o.Connections)
	}
	config.MaxConnIdleTime = idleConnection
	config.HealthCheckPeriod = idleConnection / 2
	parameters := config.ConnConfig.RuntimeParams
	if parameters["application_name"] == "" {
		parameters["application_name"] = "neonauth"
	}
	sql.ServingPins.Apply(parameters)
	parameters["options"] += directMark
	bound(config.ConnConfig)
	if o.hosts == nil {
		o.hosts = newHosts()
	}
	dial := o.hosts.dial(config.ConnConfig.DialFunc)
	config.ConnConfig.DialFunc = dial
	if o.Limit != nil {
		config.ConnConfig.DialFunc = o.Limit.dial(dial)
	}
	running, stop := context.WithCancel(context.Background())
	d := &Database{Name: config.ConnConfig.Database, ring: ring, lookups: make(chan lookup), stop: stop, queued: make(chan struct{}, 1), joined: make(chan struct{}, 1)}
	d.slots = make(chan struct{}, max(1, config.MaxConns-1))
	config.AfterConnect = d.recognise
	config.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler { return &canceller{conn: conn} }
	config.ShouldPing = d.isStale
	cleaning(config)
	direct := true
	if d.pool, err = connect(ctx, config); isPooler(err) {
		direct, d.pooled = false, true
		suitPooler(config)
		d.pool, err = connect(ctx, config)
	}
	if err != nil {
		stop()
		return nil, err
	}
	d.stopped.Go(func() { d.lookUp(running) })
	if o.Work != nil {
		d.stopped.Go(func() { o.Work(running, d) })
	}
	if o.Work != nil && direct {
		listening := config.ConnConfig.Copy()
		if o.Limit != nil {
			listening.DialFunc = o.Limit.spare(dial)
		}
		d.stopped.Go(func() { d.listen(running, listening) })
	}
	return d, nil
}

// connect opens a pool in which one connection works.
func connect(ctx context.Context, config *pgxpool.Config) (*pgxpool.Pool, error) {
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// recognise verifies a new connection, and forgets the settings when it leads to another branch than the one before:
// a database may be dropped and another one take its name.
func (d *Database) recognise(ctx context.Context, conn *pgx.Conn) error {
	if err := verify(ctx, conn); err != nil {
		return err
	}
	registerInstants(conn)
	select {
	case d.joined <- struct{}{}:
	default: // told already
	}
	row, err := gen.New(conn).LoadConfig(ctx)
	if err != nil {
		return err
	}
	if s := d.settings.Load(); s != nil && s.Branch != row.Branch {
		d.settings.CompareAndSwap(s, nil)
	}
	return nil
}

// Close ends the look-ups and the connections, after what is under way.
func (d *Database) Close() {
	d.stop()
	d.stopped.Wait()
	d.pool.Close()
}

// shed closes connections that do nothing, or nothing but listen.
func (d *Database) shed() {
	if hush := d.hush.Load(); hush != nil {
		(*hush)()
	}
	if d.pool.Stat().AcquiredConns() == 0 {
		d.pool.Reset()
	}
}

// Wake tells whoever delivers mail that some may have been queued. It never waits.
func (d *Database) Wake() {
	select {
	case d.queued <- struct{}{}:
	default: // told already
	}
}

// KeepOpen says whether there is work left, so that the database is not closed as idle.
func (d *Database) KeepOpen(keep bool) { d.kept.Store(keep) }

// Queued receives after Wake.
func (d *Database) Queued() <-chan struct{} { return d.queued }

// Ping says whether the database answers.
func (d *Database) Ping(ctx context.Context) error { return d.pool.Ping(ctx) }

// Queries gives the queries as they are sent outside a request: by the sidecar itself.
func (d *Database) Queries() *gen.Queries { return gen.New(d.queryer()) }

func (d *Database) queryer() gen.DBTX {
	if d.pooled {
		return &request{db: d, first: setTimeout}
	}
	return d.pool
}

// ExpireSessions removes expired sessions, batch by batch.
func (d *Database) ExpireSessions(ctx context.Context) (removed int, err error) {
	const batch = 1000
	for {
		n, err := d.Queries().ExpireSessions(ctx, batch)
		removed += int(n)
		if err != nil || n < batch {
			return removed, err
		}
	}
}
