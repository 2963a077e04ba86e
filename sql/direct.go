package sql

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const pooled Refusal = "this connection goes through a pooler and an install needs a direct one, since it holds a lock " +
	"from beginning to end: set NEONAUTH_MIGRATE_URL to the address of Postgres itself"

// IsDirect says whether a connection is Postgres' own, so that what is set, locked and prepared in it is there in the
// next transaction. A connection that is a pooler's is not, whatever that pooler's mode.
func IsDirect(ctx context.Context, conn *pgx.Conn) (bool, error) {
	// Postgres opens with the number of the process that answers. Poolers and proxies make up one of their own.
	// No statement is named here: behind a pooler the name may be taken.
	var process uint32
	if err := conn.QueryRow(ctx, "select pg_catalog.pg_backend_pid()", pgx.QueryExecModeExec).Scan(&process); err != nil {
		return false, err
	}
	if process == conn.PgConn().PID() {
		return true, nil
	}
	return passesSettings(ctx, conn.Config())
}

// passesSettings tells a proxy, such as Neon's, behind which each connection is one of Postgres, from a pooler, which
// cannot give a shared process the settings that one client connects with: it refuses them or drops them.
func passesSettings(ctx context.Context, config *pgx.ConnConfig) (bool, error) {
	drawn := rand.Text()
	config.RuntimeParams["options"] += " -c neonauth.direct=" + drawn
	conn, err := pgx.ConnectConfig(ctx, config)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "08P01" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var arrived bool
	err = conn.QueryRow(ctx, "select coalesce(pg_catalog.current_setting('neonauth.direct', true) operator(pg_catalog.=) '"+drawn+"', false)",
		pgx.QueryExecModeExec).Scan(&arrived)
	return arrived, err
}
