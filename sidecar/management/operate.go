package management

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Operate runs a function in a transaction of the database of a connection string, which has the login that installs. The
// function runs as neon_auth, and may call what the database owner may call in psql. It returns a TooLong if that stores a
// value that is too long. warn gets the warnings of the database, unless it is nil.
func Operate(ctx context.Context, url string, warn func(text string), do func(pgx.Tx) error) error {
	k := Keys{URL: url, Warn: warn}
	err := k.at(ctx, url, func(tx pgx.Tx) error {
		var enabled bool
		if err := tx.QueryRow(ctx, "select to_regnamespace('neon_auth') is not null").Scan(&enabled); err != nil {
			return err
		}
		if !enabled {
			return fmt.Errorf("auth is disabled in database %s: run neonauth migrate with NEONAUTH_MIGRATE_URL set to that database, or name another one", tx.Conn().Config().Database)
		}
		return do(tx)
	})
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "23514" || !strings.HasSuffix(pg.ConstraintName, "_is_short") {
		return err
	}
	long := TooLong{Field: strings.TrimSuffix(pg.ConstraintName, "_is_short"), err: err}
	unread := k.at(ctx, url, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `
			select (regexp_match(pg_get_constraintdef(c.oid), '<= \(?(\d+)'))[1]::integer from pg_constraint c
			where c.conname = $1 and c.conrelid = to_regclass(format('%I.%I', $2::text, $3::text))`, pg.ConstraintName, pg.SchemaName, pg.TableName).Scan(&long.Limit)
	})
	if unread != nil {
		return err
	}
	return long
}

// TooLong is returned if a value is longer than its column allows.
type TooLong struct {
	Field string // the column
	Limit int    // in bytes
	err   error
}

// Error implements error.
func (l TooLong) Error() string { return fmt.Sprintf("%s is longer than %d bytes", l.Field, l.Limit) }

// Unwrap returns the error of the statement.
func (l TooLong) Unwrap() error { return l.err }
