package branch

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/secret"
)

const (
	idleDatabase = 5 * time.Minute // then its connections and its goroutine go
	askAgain     = time.Second     // a name that is not served is asked for at most this often
	maxRefused   = 1000            // remembered ones; a stranger may ask for any name
	openers      = 4               // at once
)

// Databases are those of one server that are served, each opened on first use and closed when idle. All are reached
// with the same login; which of them are ours each connection finds out by itself.
type Databases struct {
	url     string
	ring    *secret.Keyring
	options Options
	opening chan struct{}

	mutex   sync.Mutex
	entries map[string]*entry
	refused map[string]time.Time
	names   map[string]string // by branch identity, as last seen
	listed  time.Time
}

type entry struct {
	ready chan struct{} // closed when opened or refused
	db    *Database
	err   error
	used  time.Time
}

// NewDatabases takes the connection string of one of them.
func NewDatabases(url string, ring *secret.Keyring, o Options) *Databases {
	d := &Databases{
		url: url, ring: ring, options: o, opening: make(chan struct{}, openers),
		entries: map[string]*entry{}, refused: map[string]time.Time{}, names: map[string]string{},
	}
	if o.Limit != nil {
		o.Limit.shed = func() { d.Each((*Database).shed) }
	}
	return d
}

// Get gives the database of that name, nil when there is none that is served.
func (d *Databases) Get(ctx context.Context, name string) (*Database, error) {
	d.mutex.Lock()
	e := d.entries[name]
	if e == nil {
		if at, ok := d.refused[name]; ok && time.Since(at) < askAgain || len(name) == 0 || len(name) > 63 {
			d.mutex.Unlock()
			return nil, nil
		}
		e = &entry{ready: make(chan struct{})}
		d.entries[name] = e
		go d.open(context.WithoutCancel(ctx), name, e) // ends with the attempt, which is bounded in time
	}
	e.used = time.Now()
	d.mutex.Unlock()
	select {
	case <-e.ready:
		return e.db, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// open tries a name once. Whoever asked for it meanwhile gets the same answer.
func (d *Databases) open(ctx context.Context, name string, e *entry) {
	d.opening <- struct{}{}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	db, err := d.connect(ctx, name)
	cancel()
	<-d.opening

	d.mutex.Lock()
	defer d.mutex.Unlock()
	if isNotServed(err) {
		err = nil
	}
	if e.db, e.err = db, err; db == nil {
		delete(d.entries, name) // the next one tries again
		if len(d.refused) >= maxRefused {
			clear(d.refused)
		}
		if err == nil {
			d.refused[name] = time.Now()
		}
	}
	close(e.ready)
}

func (d *Databases) connect(ctx context.Context, name string) (*Database, error) {
	url, err := onDatabase(d.url, name)
	if err != nil {
		return nil, err
	}
	db, err := Open(ctx, url, d.ring, d.options)
	if err != nil {
		return nil, err
	}
	if err := d.meet(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// meet notes under which identity a database is served now: it may be forked or adopted while it is open.
func (d *Databases) meet(ctx context.Context, db *Database) error {
	settings, err := db.Settings(ctx)
	if err != nil {
		return err
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.names[settings.Branch] = db.Name
	return nil
}

// isNotServed tells a database that is not there or not ours from one that cannot be reached just now.
func isNotServed(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "3D000", "42501", "55000": // not there, not for us, not open to connections
			return true
		}
	}
	return errors.Is(err, ErrForeign) || errors.Is(err, ErrSearchPath)
}

// ByBranch gives the database of that branch identity, nil when there is none. Databases it has not met yet are looked
// through at most once a second, by way of the database of that name.
func (d *Databases) ByBranch(ctx context.Context, identity, by string) (*Database, error) {
	if db, err := d.known(ctx, identity); db != nil || err != nil {
		return db, err
	}
	d.mutex.Lock()
	due := time.Since(d.listed) > askAgain
	if due {
		d.listed = time.Now()
	}
	d.mutex.Unlock()
	if !due {
		return nil, nil
	}
	lister, err := d.Get(ctx, by)
	if lister == nil || err != nil {
		return nil, err
	}
	rows, err := lister.pool.Query(ctx, `
		select d.datname::text from pg_catalog.pg_database d
		where d.datallowconn and not d.datistemplate and has_database_privilege(d.oid, 'connect')`)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		db, err := d.Get(ctx, name)
		if db != nil {
			err = d.meet(ctx, db)
		}
		if err != nil && ctx.Err() != nil {
			return nil, err
		}
	}
	return d.known(ctx, identity)
}

// known gives the database last seen under an identity, if it still has it.
func (d *Databases) known(ctx context.Context, identity string) (*Database, error) {
	d.mutex.Lock()
	name := d.names[identity]
	d.mutex.Unlock()
	if name == "" {
		return nil, nil
	}
	db, err := d.Get(ctx, name)
	if db == nil || err != nil {
		return nil, err
	}
	settings, err := db.Settings(ctx)
	if err != nil || settings.Branch != identity {
		return nil, err
	}
	return db, nil
}

// Each calls a function for every database that is open.
func (d *Databases) Each(do func(*Database)) {
	d.mutex.Lock()
	var open []*Database
	for _, e := range d.entries {
		if e.db != nil {
			open = append(open, e.db)
		}
	}
	d.mutex.Unlock()
	for _, db := range open {
		do(db)
	}
}

// CloseIdle closes the databases that nobody has asked for in a while.
func (d *Databases) CloseIdle() { d.close(time.Now().Add(-idleDatabase)) }

// Close closes all.
func (d *Databases) Close() { d.close(time.Now().Add(time.Hour)) }

func (d *Databases) close(unusedSince time.Time) {
	d.mutex.Lock()
	var closing []*Database
	for name, e := range d.entries {
		if e.db != nil && e.used.Before(unusedSince) {
			closing = append(closing, e.db)
			delete(d.entries, name)
		}
	}
	d.mutex.Unlock()
	for _, db := range closing {
		db.Close()
	}
}
