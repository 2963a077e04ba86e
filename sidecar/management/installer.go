package management

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
	"neonauth/sql"
)

// errNoManagement is returned for a database that never had neonauth.
var errNoManagement = errors.New("neonauth is not installed")

// errNoInstaller is returned without a connection that installs.
var errNoInstaller = errors.New("there is no login that installs: set NEONAUTH_MIGRATE_URL to a role with CREATE on the database and CREATEROLE")

// at runs a function in a transaction, as neon_auth. It returns errNoManagement if the schema is missing or belongs to
// another role, whose functions must not run.
func (k Keys) at(ctx context.Context, url string, do func(pgx.Tx) error) error {
	if url == "" {
		return errNoInstaller
	}
	conn, err := sql.Connect(ctx, url, func(config *pgx.ConnConfig) {
		config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) {
			if k.Warn != nil && notice.SeverityUnlocalized == "WARNING" {
				k.Warn(notice.Message)
			}
		}
	})
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "set local jit = off"); err != nil { // a pooler passes on no settings
			return err
		}
		var ready, may bool
		err := tx.QueryRow(ctx, `
			select exists (
			    select from pg_catalog.pg_proc p
			    join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) p.pronamespace
			    where n.nspname operator(pg_catalog.=) 'neon_auth_management' and p.proname operator(pg_catalog.=) 'put_key'
			      and pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth'),
			  coalesce(pg_catalog.pg_has_role(pg_catalog.to_regrole('neon_auth'), 'member'), false)`).Scan(&ready, &may)
		switch {
		case err != nil:
			return err
		case !ready:
			return fmt.Errorf("%w in database %s: run neonauth migrate with NEONAUTH_MIGRATE_URL set to that database, or name another one", errNoManagement, conn.Config().Database)
		case !may:
			return errNoInstaller
		}
		if _, err := tx.Exec(ctx, "set local role neon_auth; set local search_path = pg_catalog, pg_temp"); err != nil {
			return err
		}
		return do(tx)
	})
}

// elsewhere runs a function in every other database of the cluster that has or had neonauth, a few at a time. It returns
// the databases in which that failed.
func (k Keys) elsewhere(ctx context.Context, do func(pgx.Tx) error) (missed []Missed, err error) {
	var names []string
	err = k.at(ctx, k.URL, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select d.datname::text from pg_database d
			where d.datallowconn and not d.datistemplate and d.datname <> current_database() order by d.datname`)
		if err == nil {
			names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	slots := make(chan struct{}, 8)
	var mutex sync.Mutex
	var running sync.WaitGroup
	for _, name := range names {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			url, err := branch.OnDatabase(k.URL, name)
			if err == nil {
				err = k.at(ctx, url, do)
			}
			if err != nil && !errors.Is(err, errNoManagement) {
				mutex.Lock()
				missed = append(missed, Missed{name, err.Error()})
				mutex.Unlock()
			}
		})
	}
	running.Wait()
	return missed, err
}
