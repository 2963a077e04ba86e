package branch

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/secret"
)

const (
	lookTimeout  = openTimeout // for one database
	foreignAgain = time.Hour   // between two looks at one that is not ours
)

// seen is what a database was like at the last look.
type seen struct {
	written int64 // rows, as Postgres counts them
	foreign time.Time
}

// LookAround opens the databases in which mail waits that nobody has asked for since they were closed, or since we
// started: somebody's in psql, or of a program that was killed. It takes one connection at a time. by names the
// database that tells where something was written since the last look; no other is disturbed.
func (d *Databases) LookAround(ctx context.Context, by string) error {
	written := map[string]int64{}
	err := d.briefly(ctx, by, func(ctx context.Context, db *Database) error {
		rows, err := db.pool.Query(ctx, `
			select d.datname::pg_catalog.text, coalesce(s.tup_inserted operator(pg_catalog.+) s.tup_updated, 0)
			from pg_catalog.pg_database d
			left join pg_catalog.pg_stat_database s on s.datid operator(pg_catalog.=) d.oid
			where d.datallowconn and not d.datistemplate and pg_catalog.has_database_privilege(d.oid, 'connect')`)
		if err != nil {
			return err
		}
		var name string
		var count int64
		_, err = pgx.ForEachRow(rows, []any{&name, &count}, func() error { written[name] = count; return nil })
		return err
	})
	if err != nil {
		return err
	}
	problems := []error{}
	maps.DeleteFunc(d.seen, func(name string, _ seen) bool { _, there := written[name]; return !there })
	for name, count := range written {
		last, known := d.seen[name]
		if d.isOpen(name) || known && last.written == count || time.Since(last.foreign) < foreignAgain {
			continue
		}
		waits := false
		err := d.briefly(ctx, name, func(ctx context.Context, db *Database) (err error) {
			waits, err = db.hasOwnMail(ctx)
			return err
		})
		switch {
		case isNotServed(err):
			d.seen[name] = seen{foreign: time.Now()}
		case err != nil: // the next time perhaps
			problems = append(problems, err)
		default:
			d.seen[name] = seen{written: count}
		}
		if waits {
			_, err = d.Get(ctx, name)
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// briefly opens a database with one connection, for one question, and notes its identity.
func (d *Databases) briefly(ctx context.Context, name string, ask func(context.Context, *Database) error) error {
	ctx, done := context.WithTimeout(ctx, lookTimeout)
	defer done()
	url, err := onDatabase(d.url, name)
	if err != nil {
		return err
	}
	db, err := Open(ctx, url, d.ring, Options{Connections: 1, Limit: d.options.Limit, hosts: d.options.hosts})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := d.meet(ctx, db); err != nil {
		return err
	}
	return ask(ctx, db)
}

func (d *Databases) isOpen(name string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.entries[name] != nil
}

// hasOwnMail says whether mail waits that was queued under our secret. A server may have databases that another
// sidecar serves, with another secret and another mail server: their mail is left to it.
func (d *Database) hasOwnMail(ctx context.Context) (bool, error) {
	row, err := d.Queries().PeekOutbox(ctx)
	if err != nil || !row.IsOpen {
		return false, err
	}
	settings, err := d.Settings(ctx)
	if err != nil {
		return false, err
	}
	if row.Sealed == "" {
		return settings.key != nil, nil
	}
	_, err = settings.Keys.Open(secret.Mail, row.Sealed)
	return err == nil, nil
}
