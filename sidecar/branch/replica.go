package branch

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/gen"
)

const (
	replicaTimeout     = 500 * time.Millisecond // for one read; then the primary answers
	replicaConnections = 2                      // of each replica: one for look-ups, one for key sets
	replicaRest        = 250 * time.Millisecond // how long a replica that was behind or failed is not asked
)

// errBehind is returned by a replica that has not replayed what the primary had written, or that follows another server.
var errBehind = errors.New("the replica is behind the primary")

// A replica answers reads in place of the primary, if it has replayed everything that the primary had written when the
// read began. So an answer is never older than one from the primary.
type replica struct {
	address string // host and port
	reads   reads
	config  *pgxpool.Config
	pool    *pgxpool.Pool // nil until the first connection
	pooled  bool          // it goes through a pooler
	isUp    atomic.Bool   // pool can be used
	rests   atomic.Int64  // until this Unix time in nanoseconds
	wanted  chan struct{} // a read would have used it
}

// newReplicas returns a replica for each host of a connection string. None is connected yet.
func newReplicas(url, database string) ([]*replica, error) {
	url, err := onDatabase(url, database)
	if err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the connection string cannot be read") // pgx's error may contain the password
	}
	var replicas []*replica
	seen := map[string]bool{}
	for _, host := range append([]*pgconn.FallbackConfig{{Host: config.ConnConfig.Host, Port: config.ConnConfig.Port, TLSConfig: config.ConnConfig.TLSConfig}}, config.ConnConfig.Fallbacks...) {
		address := net.JoinHostPort(host.Host, strconv.Itoa(int(host.Port)))
		if seen[address] {
			continue // the same host without TLS
		}
		seen[address] = true
		own := config.Copy()
		own.ConnConfig.Host, own.ConnConfig.Port, own.ConnConfig.TLSConfig = host.Host, host.Port, host.TLSConfig
		own.ConnConfig.Fallbacks = nil
		for _, other := range config.ConnConfig.Fallbacks {
			if other.Host == host.Host && other.Port == host.Port && (other.TLSConfig == nil) != (host.TLSConfig == nil) {
				own.ConnConfig.Fallbacks = append(own.ConnConfig.Fallbacks, other)
			}
		}
		own.ConnConfig.ValidateConnect = nil // is_replayed finds out whether it is a replica
		own.MaxConns = replicaConnections
		own.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			registerTimestamps(conn)
			return verify(ctx, conn)
		}
		configureForServing(own)
		replicas = append(replicas, &replica{address: address, config: own, wanted: make(chan struct{}, 1)})
	}
	return replicas, nil
}

// keep connects to the replica when a read would have used it, until the context ends.
func (r *replica) keep(ctx context.Context) {
	defer func() {
		if r.pool != nil {
			r.pool.Close()
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wanted:
		}
		if r.isUp.Load() || r.isResting() {
			continue
		}
		connecting, done := context.WithTimeout(ctx, connectTimeout)
		err := r.connect(connecting)
		done()
		if err != nil {
			r.rest()
			continue
		}
		r.isUp.Store(true)
	}
}

// connect makes sure that the pool has a connection. It is only called by keep.
func (r *replica) connect(ctx context.Context) error {
	if r.pool != nil {
		return r.pool.Ping(ctx)
	}
	pool, err := connect(ctx, r.config)
	if isPooler(err) {
		r.pooled = true
		configureForPooler(r.config)
		pool, err = connect(ctx, r.config)
	}
	if err == nil {
		r.pool = pool
	}
	return err
}

func (r *replica) isResting() bool { return time.Now().UnixNano() < r.rests.Load() }

func (r *replica) rest() { r.rests.Store(time.Now().Add(replicaRest).UnixNano()) }

// isReady reports whether the replica may be asked. If it is not connected, it asks keep to connect.
func (r *replica) isReady() bool {
	if r.isResting() {
		return false
	}
	if r.isUp.Load() {
		return true
	}
	select {
	case r.wanted <- struct{}{}:
	default: // it is being connected
	}
	return false
}

// read runs a query on the replica, and passes its rows to scan. It returns errBehind, or another error, if the primary
// has to be asked.
func (r *replica) read(ctx context.Context, primary *gen.Queries, branch string, scan func(pgx.Rows) error, sql string, args ...any) error {
	ctx, done := context.WithTimeout(ctx, replicaTimeout)
	defer done()
	written, err := primary.WALPosition(ctx)
	if err != nil {
		return err
	}
	err = r.readAt(ctx, written, branch, scan, sql, args)
	r.reads.count(err)
	if err != nil {
		r.rest()
		if !errors.Is(err, errBehind) {
			r.isUp.Store(false)
			r.pool.Reset()
		}
	}
	return err
}

func (r *replica) readAt(ctx context.Context, written gen.WALPositionRow, branch string, scan func(pgx.Rows) error, sql string, args []any) error {
	batch := &pgx.Batch{} // each statement of it has a snapshot of its own
	if r.pooled {
		for _, statement := range withoutJIT {
			batch.Queue(statement)
		}
	}
	batch.Queue(gen.IsReplayed, branch, written.Timeline, written.Position)
	batch.Queue(sql, args...)
	results := r.pool.SendBatch(ctx, batch)
	defer results.Close()
	for range batch.Len() - 2 {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	var isReplayed bool
	if err := results.QueryRow().Scan(&isReplayed); err != nil {
		return err
	}
	if !isReplayed {
		return errBehind
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	return scan(rows)
}

// PublicKeys returns the key set of the branch from a replica, or nil if none can answer.
func (d *Database) PublicKeys(ctx context.Context, s *Settings) (keys []byte) {
	scan := func(rows pgx.Rows) (err error) {
		keys, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]byte])
		return err
	}
	for _, r := range d.replicas {
		if r.isReady() && r.read(ctx, d.Queries(), s.Branch, scan, gen.ListPublicKeys) == nil {
			return keys
		}
	}
	return nil
}
