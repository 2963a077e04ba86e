package branch

import (
	"context"
	"errors"
	"maps"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/secret"
)

const (
	scanTimeout  = openTimeout // per database
	foreignAgain = time.Hour   // between two scans of a database that is not served
	manyOpened   = 100         // databases in one scan, after which the memory that they took is returned to the system
)

// seen is the state of a database at the last scan.
type seen struct {
	written int64 // rows written, from pg_stat_database
	foreign time.Time
}

// ScanForMail opens the databases in which mail waits and that no request has opened since they were closed, or since the
// sidecar started: mail queued in psql, or by a program that was killed. It uses one connection at a time. by names the
// database in which the statistics are read. Databases without writes since the last scan are not connected to.
func (d *Databases) ScanForMail(ctx context.Context, by string) error {
	written := map[string]int64{}
	err := d.openBriefly(ctx, by, func(ctx context.Context, db *Database) error {
		rows, err := db.queryer().Query(ctx, `
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
	problems, opened := []error{}, 0
	maps.DeleteFunc(d.seen, func(name string, _ seen) bool { _, there := written[name]; return !there })
	for name, count := range written {
		last, known := d.seen[name]
		if d.isOpen(name) || known && last.written == count || time.Since(last.foreign) < foreignAgain {
			continue
		}
		waits := false
		opened++
		err := d.openBriefly(ctx, name, func(ctx context.Context, db *Database) (err error) {
			waits, err = db.hasOwnMail(ctx)
			return err
		})
		switch {
		case isNotServed(err):
			d.seen[name] = seen{foreign: time.Now()}
		case err != nil: // the next scan tries again
			problems = append(problems, err)
		default:
			d.seen[name] = seen{written: count}
		}
		if waits {
			_, err = d.Get(ctx, name)
			problems = append(problems, err)
		}
	}
	if opened >= manyOpened {
		debug.FreeOSMemory()
	}
	return errors.Join(problems...)
}

// openBriefly opens a database with one connection for one call of use, and records the database's identity. It does not read
// the settings, which takes more time than all else.
func (d *Databases) openBriefly(ctx context.Context, name string, ask func(context.Context, *Database) error) error {
	ctx, done := context.WithTimeout(ctx, scanTimeout)
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
	version, err := db.Queries().GetConfigVersion(ctx)
	if err != nil {
		return err
	}
	identity, _, _ := strings.Cut(version, "/")
	d.record(db, identity)
	return ask(ctx, db)
}

func (d *Databases) isOpen(name string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.entries[name] != nil
}

// hasOwnMail reports whether mail waits that was queued under this sidecar's secret. Mail in databases that another
// sidecar serves, with another secret and mail server, is left to that sidecar.
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
