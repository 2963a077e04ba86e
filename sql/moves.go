package sql

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// installMoves replaces the functions that move an anonymous user's rows in the app's tables. They belong to the
// installing role. Those of another installing role stay as they are: they work, and this one may not replace them.
func installMoves(ctx context.Context, conn *pgx.Conn) error {
	script, err := files.ReadFile("moves.sql")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(script)
	comment := "Moves rows of anonymous users, see neonauth help anonymous. " + hex.EncodeToString(sum[:8])
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockTimeout+"set local role none"); err != nil {
			return err
		}
		var wanted bool
		err := tx.QueryRow(ctx, `
			select not exists (
			  select from pg_namespace n
			  where n.nspname = 'neonauth_moves' and (obj_description(n.oid, 'pg_namespace') = $1 or not pg_has_role(n.nspowner, 'usage')))`,
			comment).Scan(&wanted)
		if err != nil || !wanted {
			return err
		}
		if _, err = tx.Exec(ctx, string(script)+"comment on schema neonauth_moves is '"+comment+"'"); err != nil {
			return fmt.Errorf("install the functions that move rows: %w", describe(err, string(script)))
		}
		return nil
	})
}
