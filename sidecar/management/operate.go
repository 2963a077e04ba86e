package management

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Operate runs a function in a transaction of the database of a connection string, which has the login that installs. The
// function runs as neon_auth, and may call what the database owner may call in psql.
func Operate(ctx context.Context, url string, do func(pgx.Tx) error) error {
	return Keys{URL: url}.at(ctx, url, do)
}
