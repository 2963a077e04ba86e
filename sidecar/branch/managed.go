package branch

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/gen"
	"neonauth/sql"
)

const (
	managers     = 4                // connections that Managed opens at the same time
	managedAgain = 10 * time.Second // before a database without neonauth is examined again
)

// hasManagement reads whether neonauth is or was installed. It runs in any database of the server, so it qualifies every
// name and operator.
const hasManagement = `
select exists (
  select from pg_catalog.pg_namespace n
  where n.nspname operator(pg_catalog.=) 'neon_auth_management'
    and pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth')`

// Managed returns the oids of the databases in which neonauth is or was installed. Each database is examined once. It
// returns an error if the list of databases cannot be read. Databases that cannot be examined are left out.
func (d *Databases) Managed(ctx context.Context) ([]int64, error) {
	names, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	var running sync.WaitGroup
	slots := make(chan struct{}, managers)
	for name, oid := range names {
		if !d.isUnexamined(name, oid) {
			continue
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		running.Go(func() {
			defer func() { <-slots }()
			is, err := d.examineManagement(ctx, name)
			if err == nil {
				d.mutex.Lock()
				defer d.mutex.Unlock()
				d.managed[oid] = managed{is, time.Now()}
			}
		})
	}
	running.Wait()

	d.mutex.Lock()
	defer d.mutex.Unlock()
	var found []int64
	for name, oid := range names {
		if e := d.entries[name]; d.managed[oid].is || e != nil && e.db != nil {
			found = append(found, int64(oid))
		}
	}
	for oid := range d.managed {
		if !hasOID(names, oid) {
			delete(d.managed, oid)
		}
	}
	return found, nil
}

// managed is what Managed found in a database.
type managed struct {
	is bool
	at time.Time
}

func (d *Databases) isUnexamined(name string, oid uint32) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if e := d.entries[name]; e != nil && e.db != nil {
		return false
	}
	known := d.managed[oid]
	return !known.is && time.Since(known.at) > managedAgain
}

func (d *Databases) examineManagement(ctx context.Context, name string) (is bool, err error) {
	conn, err := d.connectBriefly(ctx, name)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	err = conn.QueryRow(ctx, hasManagement, pgx.QueryExecModeExec).Scan(&is)
	return is, err
}

// Management calls a function with the queries of schema neon_auth_management in the connection string's database, which
// work while auth is disabled there. It opens a connection for the call. It returns ErrNotInstalled if neonauth never
// was installed.
func (d *Databases) Management(ctx context.Context, do func(*gen.Queries) error) error {
	conn, err := d.connectBriefly(ctx, d.first)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var is bool
	if err := conn.QueryRow(ctx, hasManagement, pgx.QueryExecModeExec).Scan(&is); err != nil {
		return err
	}
	if !is {
		return ErrNotInstalled
	}
	return do(gen.New(conn))
}

// connectBriefly opens a connection whose settings are pinned. The caller closes it.
func (d *Databases) connectBriefly(ctx context.Context, name string) (*pgx.Conn, error) {
	url, err := onDatabase(d.url, name)
	if err != nil {
		return nil, err
	}
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the connection string cannot be read")
	}
	sql.ServingPins.Apply(config.RuntimeParams)
	bound(config)
	config.DialFunc = d.options.hosts.dial(config.DialFunc)
	if d.options.Limit != nil {
		config.DialFunc = d.options.Limit.dial(config.DialFunc)
	}
	return pgx.ConnectConfig(ctx, config)
}

// Forget closes a database, so that the next request examines it again. Nothing happens if it is not open.
func (d *Databases) Forget(name string) {
	d.mutex.Lock()
	e := d.entries[name]
	delete(d.refused, name)
	if e == nil || e.db == nil {
		d.mutex.Unlock()
		return
	}
	delete(d.entries, name)
	d.mutex.Unlock()
	e.db.Close()
}
