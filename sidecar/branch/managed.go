package branch

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"neonauth/gen"
	"neonauth/sql"
)

// hasManagement reads whether neonauth is or was installed. It runs in any database of the server, so it qualifies every
// name and operator.
const hasManagement = `
select exists (
  select from pg_catalog.pg_namespace n
  where n.nspname operator(pg_catalog.=) 'neon_auth_management'
    and pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth')`

// Management calls a function with the queries of schema neon_auth_management in the connection string's database, which
// work while auth is disabled there. It opens a connection for the call. It returns ErrNotInstalled if neonauth never
// was installed.
func (d *Databases) Management(ctx context.Context, do func(*gen.Queries) error) error {
	conn, err := d.connectBriefly(ctx, d.first)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	on := uncompiled(conn)
	var is bool
	if err := on.QueryRow(ctx, hasManagement).Scan(&is); err != nil {
		return err
	}
	if !is {
		return ErrNotInstalled
	}
	return do(gen.New(on))
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
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // no named statement stays in a pooler's sessions
	conn, err := pgx.ConnectConfig(ctx, config)
	if isPooler(err) {
		if config, err = pgx.ParseConfig(url); err != nil {
			return nil, err
		}
		bound(config)
		config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec
		return pgx.ConnectConfig(ctx, config)
	}
	return conn, err
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
