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

// cleaning makes a pool clean a connection in which code of others ran, before it is used again. Such code may leave
// settings, prepared statements under the names that ours have, and locks, also when its transaction is rolled back.
// The notice precedes that code, so that it cannot be suppressed.
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

// clean returns a session to the state in which it began. Neither statement is prepared, so that none can be replaced.
func clean(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.PgConn().Exec(ctx, "discard all").ReadAll(); err != nil {
		return err
	}
	if err := conn.DeallocateAll(ctx); err != nil { // also forgets the names of ours
		return err
	}
	delete(conn.PgConn().CustomData(), foreignCode)
	return nil
}
