package branch

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

// readSettings reads what settings are made of in one batch, which saves round trips on the first request to a database.
func (d *Database) readSettings(ctx context.Context) (row gen.ConfigRow, failures []gen.ListFailuresRow, signing []gen.KeyRow, err error) {
	r := &request{db: d}
	if d.pooled {
		r.first = setTimeout
	}
	results, err := r.sendOnce(ctx, statement{sql: gen.LoadConfig}, statement{sql: gen.ListFailures}, statement{sql: gen.CurrentKey})
	if err != nil {
		return row, nil, nil, err
	}
	defer func() {
		if closing := results.Close(); err == nil {
			err = closing
		}
	}()
	queries := gen.New(inTurn{results})
	if row, err = queries.LoadConfig(ctx); err != nil {
		return row, nil, nil, err
	}
	if failures, err = queries.ListFailures(ctx); err != nil {
		return row, nil, nil, err
	}
	signing, err = queries.CurrentKey(ctx)
	return row, failures, signing, err
}

// inTurn returns the results of a batch to queries that are called in the order of its statements.
type inTurn struct{ results pgx.BatchResults }

// Exec implements gen.DBTX.
func (t inTurn) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return t.results.Exec()
}

// Query implements gen.DBTX.
func (t inTurn) Query(context.Context, string, ...any) (pgx.Rows, error) { return t.results.Query() }

// QueryRow implements gen.DBTX.
func (t inTurn) QueryRow(context.Context, string, ...any) pgx.Row { return t.results.QueryRow() }
