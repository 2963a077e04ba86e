package branch

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// foreignCode is the SQLSTATE of the notice that neon_auth_internal.announce sends before triggers or hooks of the
// database's owner run in a session.
const foreignCode = "01NA1"

// cleaning makes a pool reset a connection before its next use if code of the database's owner ran on it. Such code may
// leave settings, locks, or prepared statements that replace the sidecar's, even if its transaction is rolled back.
// Postgres sends the notice before that code runs, so the code cannot suppress it.
func cleaning(config *pgxpool.Config) {
	config.ConnConfig.OnNotice = func(conn *pgconn.PgConn, notice *pgconn.Notice) {
		if notice.Code == foreignCode {
			conn.CustomData()[foreignCode] = true
		}
	}
	config.PrepareConn = func(ctx context.Context, conn *pgx.Conn) (usable bool, err error) {
		if conn.PgConn().CustomData()[foreignCode] == nil {
			return true, nil
		}
		return clean(ctx, conn) == nil, nil
	}
}

// clean resets a session to its initial state. Neither statement is prepared, so neither can be replaced.
func clean(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.PgConn().Exec(ctx, "discard all").ReadAll(); err != nil {
		return err
	}
	if err := conn.DeallocateAll(ctx); err != nil { // also clears pgx's statement cache
		return err
	}
	delete(conn.PgConn().CustomData(), foreignCode)
	return nil
}
