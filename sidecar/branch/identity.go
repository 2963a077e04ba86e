package branch

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

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
