package branch

import (
	"context"
	"regexp"
	"time"
)

const (
	meetTimeout = 20 * time.Second // how long a request waits until all databases have been met
	meetAgain   = time.Minute      // between two tries to meet a database that is not ours, or not to be reached
)

// identityPattern is what the constraint branch_is_an_identity allows.
var identityPattern = regexp.MustCompile(`^ep-[0-9a-f]{16}$`)

// ByBranch returns the database of that branch identity, nil when there is none. An unknown identity opens nothing:
// each database of the server is met once, when it is first seen in the list, whatever identity is asked for.
func (d *Databases) ByBranch(ctx context.Context, identity, _ string) (*Database, error) {
	if !identityPattern.MatchString(identity) {
		return nil, nil
	}
	if db, err := d.known(ctx, identity); db != nil || err != nil {
		return db, err
	}
	if err := d.meetAll(ctx); err != nil {
		return nil, err
	}
	return d.known(ctx, identity)
}

// meetAll waits until every database of the list has been met. Concurrent callers share the work, which is done at
// most once a second; further ones than maxWaiting fail at once.
func (d *Databases) meetAll(ctx context.Context) error {
	d.mutex.Lock()
	if time.Since(d.listed) < askAgain {
		d.mutex.Unlock()
		return nil
	}
	if d.meetingWaits >= maxWaiting {
		d.mutex.Unlock()
		return ErrBusy
	}
	d.meetingWaits++
	if d.meeting == nil {
		d.meeting = make(chan struct{})
		go d.meetNew(context.WithoutCancel(ctx)) // ends when each new database has been tried once, each for a bounded time
	}
	met := d.meeting
	d.mutex.Unlock()
	defer func() {
		d.mutex.Lock()
		d.meetingWaits--
		d.mutex.Unlock()
	}()

	waiting, done := context.WithTimeout(ctx, meetTimeout)
	defer done()
	select {
	case <-met:
		d.mutex.Lock()
		defer d.mutex.Unlock()
		return d.meetErr
	case <-waiting.Done():
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ErrBusy
	}
}

// meetNew meets the databases that are open, which may have been forked or adopted, and with one connection at a time
// those that were not met before.
func (d *Databases) meetNew(ctx context.Context) {
	names, err := d.list(ctx)
	d.Each(func(db *Database) { _ = d.meet(ctx, db) }) // one that cannot be reached keeps the identity it had
	for name, oid := range names {
		if !d.isDue(name, oid) {
			continue
		}
		err := d.briefly(ctx, name, func(context.Context, *Database) error { return nil }) // which meets it
		d.mutex.Lock()
		d.met[oid] = meeting{time.Now(), err == nil}
		d.mutex.Unlock()
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for oid := range d.met {
		if !hasOID(names, oid) && err == nil {
			delete(d.met, oid)
		}
	}
	d.listed, d.meetErr = time.Now(), err
	close(d.meeting)
	d.meeting = nil
}

// A meeting is an attempt to learn a database's identity.
type meeting struct {
	at   time.Time
	done bool // false: it is not ours, or could not be reached
}

// isDue reports whether a database is to be connected to, so as to learn its identity.
func (d *Databases) isDue(name string, oid uint32) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.entries[name] != nil {
		return false
	}
	last := d.met[oid]
	return !last.done && time.Since(last.at) > meetAgain // LookAround meets again what is written to, as a fork does
}

func hasOID(names map[string]uint32, oid uint32) bool {
	for _, other := range names {
		if other == oid {
			return true
		}
	}
	return false
}

// known returns the database last seen under an identity, if it still has it.
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

// meet notes under which identity a database is served now: it may be forked or adopted while it is open. An identity
// that another open database has stays with that one.
func (d *Databases) meet(ctx context.Context, db *Database) error {
	settings, err := db.Settings(ctx)
	if err != nil {
		return err
	}
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if first := d.entries[d.names[settings.Branch]]; first != nil && first.db != nil && first.db != db {
		if known := first.db.settings.Load(); known != nil && known.Branch == settings.Branch {
			return nil
		}
	}
	d.names[settings.Branch] = db.Name
	return nil
}
