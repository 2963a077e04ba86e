package branch

import (
	"context"
	"regexp"
	"time"
)

const (
	identifyTimeout = 20 * time.Second // how long a request waits until all databases are identified
	identifyAgain   = time.Minute      // between two attempts to identify a database that is not served or unreachable
)

// identityPattern matches what the constraint branch_is_an_identity allows.
var identityPattern = regexp.MustCompile(`^ep-[0-9a-f]{16}$`)

// ByBranch returns the database with that branch identity, or nil if there is none. Unknown identities do not open
// databases on their own: each database of the server is identified once, when it first appears in the list. Errors are
// those of Get.
func (d *Databases) ByBranch(ctx context.Context, identity, _ string) (*Database, error) {
	if !identityPattern.MatchString(identity) {
		return nil, nil
	}
	if db, err := d.known(ctx, identity); db != nil || err != nil {
		return db, err
	}
	if err := d.identifyAll(ctx); err != nil {
		return nil, err
	}
	return d.known(ctx, identity)
}

// identifyAll waits until every database in the list is identified. Concurrent callers share the work, which is done at
// most once a second. It returns ErrBusy if more than maxWaiting requests wait.
func (d *Databases) identifyAll(ctx context.Context) error {
	d.mutex.Lock()
	if time.Since(d.listed) < retryRefused {
		d.mutex.Unlock()
		return nil
	}
	if d.identifyWaits >= maxWaiting {
		d.mutex.Unlock()
		return ErrBusy
	}
	d.identifyWaits++
	if d.identifying == nil {
		d.identifying = make(chan struct{})
		go d.identifyNew(context.WithoutCancel(ctx)) // ends when each new database has been tried once, with a time limit each
	}
	identified := d.identifying
	d.mutex.Unlock()
	defer func() {
		d.mutex.Lock()
		d.identifyWaits--
		d.mutex.Unlock()
	}()

	waiting, done := context.WithTimeout(ctx, identifyTimeout)
	defer done()
	select {
	case <-identified:
		d.mutex.Lock()
		defer d.mutex.Unlock()
		return d.identifyErr
	case <-waiting.Done():
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ErrBusy
	}
}

// identifyNew identifies the open databases, which may have been forked or adopted, and all databases that were not
// identified before, using one connection at a time.
func (d *Databases) identifyNew(ctx context.Context) {
	names, err := d.list(ctx)
	d.Each(func(db *Database) { _ = d.identify(ctx, db) }) // an unreachable database keeps its last identity
	for name, oid := range names {
		if !d.isDue(name, oid) {
			continue
		}
		err := d.openBriefly(ctx, name, func(context.Context, *Database) error { return nil }) // openBriefly identifies it
		d.mutex.Lock()
		d.identified[oid] = identification{time.Now(), err == nil}
		d.mutex.Unlock()
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for oid := range d.identified {
		if !hasOID(names, oid) && err == nil {
			delete(d.identified, oid)
		}
	}
	d.listed, d.identifyErr = time.Now(), err
	close(d.identifying)
	d.identifying = nil
}

// An identification is an attempt to read a database's identity.
type identification struct {
	at   time.Time
	done bool // false if the database is not served or was unreachable
}

// isDue reports whether to connect to a database to read its identity.
func (d *Databases) isDue(name string, oid uint32) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.entries[name] != nil {
		return false
	}
	last := d.identified[oid]
	return !last.done && time.Since(last.at) > identifyAgain // after writes, such as a fork, ScanForMail identifies it again
}

func hasOID(names map[string]uint32, oid uint32) bool {
	for _, other := range names {
		if other == oid {
			return true
		}
	}
	return false
}

// known returns the database last seen under an identity, if it still has that identity.
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

// identify records the identity under which a database is served now, since a database may be forked or adopted while it
// is open.
func (d *Databases) identify(ctx context.Context, db *Database) error {
	settings, err := db.Settings(ctx)
	if err != nil {
		return err
	}
	d.record(db, settings.Branch)
	return nil
}

// record records the identity of a database. If another open database has the same identity, that one keeps it.
func (d *Databases) record(db *Database, identity string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if first := d.entries[d.names[identity]]; first != nil && first.db != nil && first.db != db {
		if known := first.db.settings.Load(); known != nil && known.Branch == identity {
			return
		}
	}
	d.names[identity] = db.Name
}
