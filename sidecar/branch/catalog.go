package branch

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/gen"
)

const (
	catalogFresh   = 100 * time.Millisecond // how long a list of databases is used: a new branch is found at once
	catalogFailed  = time.Second            // how long an error is
	catalogTimeout = 5 * time.Second        // for reading the list
	maxWaiting     = 256                    // requests that may wait for the list; others fail immediately
)

// ErrBusy is returned if too many requests are waiting for databases to be found.
var ErrBusy = errors.New("too many requests wait for a database to be found")

// listDatabases qualifies every name and operator, because it may run in any database of the server.
const listDatabases = `
select d.datname::pg_catalog.text, d.oid
from pg_catalog.pg_database d
where d.datallowconn and not d.datistemplate and pg_catalog.has_database_privilege(d.oid, 'connect')`

// A catalog is the last list of the server's databases. Requests for names that are not in the list do not open
// connections, however many requests there are.
type catalog struct {
	names   map[string]uint32 // oid by name
	at      time.Time
	err     error
	reading chan struct{} // closed when the current read ends; nil if there is none
	waiting int
}

// list returns the server's databases, read just now. Concurrent callers share one read.
func (d *Databases) list(ctx context.Context) (map[string]uint32, error) {
	d.mutex.Lock()
	fresh := catalogFresh
	if d.catalog.err != nil {
		fresh = catalogFailed
	}
	if time.Since(d.catalog.at) < fresh {
		defer d.mutex.Unlock()
		return d.catalog.names, d.catalog.err
	}
	if d.catalog.waiting >= maxWaiting {
		d.mutex.Unlock()
		return nil, ErrBusy
	}
	d.catalog.waiting++
	if d.catalog.reading == nil {
		d.catalog.reading = make(chan struct{})
		go d.readCatalog(context.WithoutCancel(ctx)) // ends after catalogTimeout
	}
	read := d.catalog.reading
	d.mutex.Unlock()

	select {
	case <-read:
	case <-ctx.Done():
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.catalog.waiting--
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return d.catalog.names, d.catalog.err
}

func (d *Databases) readCatalog(ctx context.Context) {
	ctx, done := context.WithTimeout(ctx, catalogTimeout)
	defer done()
	names, err := d.queryDatabases(ctx)
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.catalog.names, d.catalog.err, d.catalog.at = names, err, time.Now()
	close(d.catalog.reading)
	d.catalog.reading = nil
	if err == nil { // forget databases that no longer exist
		maps.DeleteFunc(d.refused, func(name string, _ refusal) bool { _, there := names[name]; return !there })
		maps.DeleteFunc(d.names, func(_, name string) bool { _, there := names[name]; return !there && d.entries[name] == nil })
	}
}

// queryDatabases reads the list through an open connection. If there is none, it connects to the database of the
// connection string, the only one that the operator has named.
func (d *Databases) queryDatabases(ctx context.Context) (map[string]uint32, error) {
	for _, db := range d.withFreeConnection() {
		soon, done := context.WithTimeout(ctx, catalogTimeout/5)
		names, err := collectNames(soon, db.queryer())
		done()
		if err == nil {
			return names, nil
		}
	}
	config, err := pgx.ParseConfig(d.url)
	if err != nil {
		return nil, errors.New("the connection string cannot be read")
	}
	if d.options.Limit != nil {
		config.DialFunc = d.options.Limit.dial(config.DialFunc)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // a statement name could clash behind a pooler
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return collectNames(ctx, uncompiled(conn))
}

// withFreeConnection returns up to three databases with a free connection, that of the connection string first.
func (d *Databases) withFreeConnection() []*Database {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	var free []*Database
	for name, e := range d.entries {
		switch {
		case e.db == nil, e.db.pool.Stat().AcquiredConns() >= e.db.pool.Config().MaxConns:
		case name == d.first:
			free = slices.Insert(free, 0, e.db)
		default:
			free = append(free, e.db)
		}
	}
	return free[:min(len(free), 3)]
}

func collectNames(ctx context.Context, on gen.DBTX) (map[string]uint32, error) {
	rows, err := on.Query(ctx, listDatabases)
	if err != nil {
		return nil, err
	}
	names := map[string]uint32{}
	var name string
	var oid uint32
	_, err = pgx.ForEachRow(rows, []any{&name, &oid}, func() error { names[name] = oid; return nil })
	return names, err
}
