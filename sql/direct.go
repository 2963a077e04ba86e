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

// IsDirect reports whether a connection ends at one Postgres backend, so that settings, locks and prepared statements
// remain for the next transaction. Connections to a pooler are not direct, regardless of its mode.
func IsDirect(ctx context.Context, conn *pgx.Conn) (bool, error) {
	// At startup Postgres sends the process id of the backend. Poolers and proxies send an invented one.
	// The statement is unnamed, because behind a pooler a name may be taken.
	var process uint32
	if err := conn.QueryRow(ctx, "select pg_catalog.pg_backend_pid()", pgx.QueryExecModeExec).Scan(&process); err != nil {
		return false, err
	}
	if process == conn.PgConn().PID() {
		return true, nil
	}
	return passesSettings(ctx, conn.Config())
}

// passesSettings distinguishes a proxy, such as Neon's, which has one Postgres connection for each of its own, from a
// pooler. A pooler shares backends, so it rejects or drops the settings that a client connects with.
func passesSettings(ctx context.Context, config *pgx.ConnConfig) (bool, error) {
	nonce := rand.Text()
	config.RuntimeParams["options"] += " -c neonauth.direct=" + nonce
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
	err = conn.QueryRow(ctx, "select coalesce(pg_catalog.current_setting('neonauth.direct', true) operator(pg_catalog.=) '"+nonce+"', false)",
		pgx.QueryExecModeExec).Scan(&arrived)
	return arrived, err
}
