package branch

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/secret"
)

const (
	idleDatabase = 2 * time.Minute // after which its connections and goroutines end: its maintenance takes more than opening it again
	retryRefused = time.Second     // how often to try a database that is not served
	openers      = 4               // at the same time
	maxOpening   = 64              // databases that may wait for an opener; others fail immediately
)

// Databases holds the served databases of one server. Each is opened on first use and closed when idle. All are reached
// with the same login. Each connection is verified on its own.
type Databases struct {
	url     string
	first   string // the database of url
	ring    *secret.Keyring
	options Options
	opening chan struct{}

	mutex   sync.Mutex
	entries map[string]*entry
	refused map[string]refusal
	names   map[string]string // by branch identity, as last reported
	catalog catalog
	opens   int // entries that are not ready

	identified    map[uint32]identification // by oid
	identifying   chan struct{}             // closed when the current identification ends; nil if there is none
	identifyWaits int
	identifyErr   error
	listed        time.Time // end of the last identification

	seen map[string]seen // only used by ScanForMail
}

type refusal struct {
	at  time.Time
	why error
}

type entry struct {
	ready chan struct{} // closed when opened or refused
	db    *Database
	err   error
	used  time.Time
}

// NewDatabases returns the databases of the server in the connection string, which names one of them.
func NewDatabases(url string, ring *secret.Keyring, o Options) *Databases {
	o.hosts = newHosts()
	d := &Databases{
		url: url, ring: ring, options: o, opening: make(chan struct{}, openers),
		entries: map[string]*entry{}, refused: map[string]refusal{}, names: map[string]string{}, seen: map[string]seen{},
		identified: map[uint32]identification{},
	}
	if config, err := pgx.ParseConfig(url); err == nil { // otherwise Open returns the error
		d.first = config.Database
	}
	if o.Limit != nil {
		o.Limit.shed = func() { d.Each((*Database).shed) }
	}
	return d
}

// Get returns the database with that name, or nil if it does not exist or is not served. It only connects to databases
// in the server's list, so that requests for invented names do not delay others. It returns ErrBusy if too many requests
// are waiting, the context's error, or the error of a failed connection.
func (d *Databases) Get(ctx context.Context, name string) (*Database, error) {
	if len(name) == 0 || len(name) > 63 || strings.ContainsRune(name, 0) {
		return nil, nil
	}
	e, err := d.find(name, name == d.first)
	if e == nil && err == nil && !d.isRefused(name) {
		names, unlisted := d.list(ctx)
		if unlisted != nil && !isNotServed(unlisted) {
			return nil, unlisted
		}
		if _, there := names[name]; there {
			e, err = d.find(name, true)
		}
	}
	if e == nil || err != nil {
		return nil, err
	}
	select {
	case <-e.ready:
		return e.db, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// find returns the entry with that name, or nil. With open, it creates the entry and opens the database, unless that was
// refused less than retryRefused ago.
func (d *Databases) find(name string, open bool) (*entry, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	e := d.entries[name]
	if e != nil && e.db != nil && e.db.gone.Load() { // dropped, renamed or without auth
		delete(d.entries, name)
		go e.db.Close() // waits for running statements
		e = nil
	}
	if e == nil {
		if !open || time.Since(d.refused[name].at) < retryRefused {
			return nil, nil
		}
		if d.opens >= maxOpening {
			return nil, ErrBusy
		}
		d.opens++
		e = &entry{ready: make(chan struct{})}
		d.entries[name] = e
		go d.open(name, e) // ends with the attempt, which has a time limit
	}
	e.used = time.Now()
	return e, nil
}

func (d *Databases) isRefused(name string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return time.Since(d.refused[name].at) < retryRefused
}

// open connects to the named database once. Concurrent callers share the result.
func (d *Databases) open(name string, e *entry) {
	d.opening <- struct{}{}
	ctx, cancel := context.WithTimeout(context.Background(), openTimeout)
	db, err := d.connect(ctx, name)
	cancel()
	<-d.opening

	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.opens--
	why := err
	if isNotServed(err) {
		err = nil
	}
	if e.db, e.err = db, err; db == nil {
		delete(d.entries, name) // the next request tries again
		if err == nil {
			d.refused[name] = refusal{time.Now(), why}
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
	if err := d.identify(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// isNotServed distinguishes a database that does not exist or is not neonauth's from one that is currently unreachable.
func isNotServed(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "3D000", "42501", "55000": // does not exist, no permission, no connections allowed
			return true
		}
	}
	var unready Unready
	return errors.As(err, &unready)
}

// WhyNot returns the reason why Get returned no database with that name.
func (d *Databases) WhyNot(name string) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if why := d.refused[name].why; why != nil {
		return why
	}
	return ErrNotInstalled
}

// Each calls a function for every open database.
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

// CloseIdle closes the databases that are gone, and those that no request has used for a while and that have no work left.
func (d *Databases) CloseIdle() {
	now := time.Now()
	d.mutex.Lock()
	for _, e := range d.entries {
		if e.db != nil && e.db.kept.Load() {
			e.used = now
		}
	}
	d.mutex.Unlock()
	d.close(now.Add(-idleDatabase))
}

// Close closes all databases.
func (d *Databases) Close() { d.close(time.Now().Add(time.Hour)) }

func (d *Databases) close(unusedSince time.Time) {
	d.mutex.Lock()
	var closing []*Database
	for name, e := range d.entries {
		if e.db != nil && (e.used.Before(unusedSince) || e.db.gone.Load()) {
			closing = append(closing, e.db)
			delete(d.entries, name)
		}
	}
	d.mutex.Unlock()
	for _, db := range closing {
		db.Close()
	}
}
