package branch

import (
	"context"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

// A request sends begin_request before each query, in one round trip and one transaction, which the batch's single Sync
// ends. So a request that was decided under outdated settings is never executed, and triggers and hooks know where the
// request came from. No state is left on the connection.
type request struct {
	db    *Database
	on    sender        // nil: the pool of db
	slots chan struct{} // one fewer than the pool's connections: the last one is reserved for look-ups; nil: no limit
	first string        // the statement before the query
	begin []any         // its arguments
}

// A sender sends statements: a pool or a connection.
type sender interface {
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// withoutJIT are sent first behind a pooler, which does not pass on startup settings, so that Postgres compiles no statement
// of the transaction. Neither is planned, so neither can be compiled. The first one begins the transaction, without which
// Postgres would log a warning about the second one.
var withoutJIT = []string{"show jit", "set local jit = off"}

// uncompiled returns the queries for one connection behind a pooler.
func uncompiled(on sender) *request { return &request{on: on, first: setTimeout} }

// setTimeout is sent before queries behind a pooler.
const setTimeout = "select pg_catalog.set_config('statement_timeout', '30s', true)"

// Request returns the queries for one request that was decided under these settings.
func (d *Database) Request(s *Settings, ipAddress, userAgent, id string) *gen.Queries {
	return d.RequestIn(Browser{}, s, ipAddress, userAgent, id)
}

// A Browser is what a request's cookies show.
type Browser struct {
	Languages          string // as in translation.Preferences
	Device, NextDevice string // the hashes of the token of a trusted browser, and of the next one
	Caller             string // the hash of the session's token, where it may be an anonymous user's
	LoginMethod        string // how a sign-in with this request is recorded
}

// RequestIn is Request for a browser.
func (d *Database) RequestIn(b Browser, s *Settings, ipAddress, userAgent, id string) *gen.Queries {
	return gen.New(&request{d, nil, d.slots, gen.BeginRequest, []any{
		s.Version, ipAddress, userAgent, id, b.Languages, b.Device, b.NextDevice, b.Caller, b.LoginMethod,
	}})
}

// RequestUnderAnySettings returns the queries for one request that does not depend on settings, such as one that changes
// them: concurrent changes then wait for each other, and none has to be decided again.
func (d *Database) RequestUnderAnySettings(ipAddress, userAgent, id string) *gen.Queries {
	return d.Request(&Settings{}, ipAddress, userAgent, id)
}

// send sends begin_request and the query. Closing the result ends the transaction.
func (r *request) send(ctx context.Context, sql string, args []any) (pgx.BatchResults, error) {
	release := func() {}
	if r.slots != nil {
		select {
		case r.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		release = sync.OnceFunc(func() { <-r.slots })
	}
	query := statement{sql, args}
	results, err := r.sendOnce(ctx, query)
	if r.db == nil {
		if err != nil {
			return nil, err
		}
		return results, nil
	}
	if r.db.renewAfter(err) && isUnsent(err) { // otherwise it may have been executed
		results, err = r.sendOnce(ctx, query)
	}
	if (pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded)) && ctx.Err() == nil { // the server did not answer within answerTimeout
		r.db.renew()
	}
	if err != nil {
		release()
		return nil, err
	}
	results.release = append(results.release, release)
	return results, nil
}

// A statement is a query with its arguments.
type statement struct {
	sql  string
	args []any
}

// sendOnce sends queries, and what precedes them, on one connection. If begin_request fails, none was executed.
func (r *request) sendOnce(ctx context.Context, queries ...statement) (*sent, error) {
	batch := &pgx.Batch{}
	if r.db == nil || r.db.pooled {
		for _, statement := range withoutJIT {
			batch.Queue(statement)
		}
	}
	if name := traceName(ctx); name != "" {
		batch.Queue(setName, name)
	}
	if r.first != "" {
		batch.Queue(r.first, r.begin...)
	}
	before := batch.Len()
	for _, q := range queries {
		batch.Queue(q.sql, q.args...)
	}
	on := r.on
	if on == nil {
		on = r.db.pool
	}
	ctx, done := context.WithTimeout(ctx, answerTimeout)
	results := &sent{on.SendBatch(ctx, batch), []func(){done}}
	for range before {
		if _, err := results.Exec(); err != nil {
			_ = results.Close() // returns the same error
			return nil, err
		}
	}
	return results, nil
}

// sent is a running batch. It holds a slot.
type sent struct {
	pgx.BatchResults
	release []func()
}

// Close ends the batch and releases its slot.
func (s *sent) Close() error {
	err := s.BatchResults.Close()
	for _, release := range s.release {
		release()
	}
	s.release = nil
	return err
}

// Exec implements gen.DBTX.
func (r *request) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	results, err := r.send(ctx, sql, args)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := results.Exec()
	if closing := results.Close(); err == nil {
		err = closing
	}
	return tag, err
}

// Query implements gen.DBTX.
func (r *request) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	results, err := r.send(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close()
		return nil, err
	}
	return &requestRows{rows, results}, nil
}

// QueryRow implements gen.DBTX.
func (r *request) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	results, err := r.send(ctx, sql, args)
	return &requestRow{results, err}
}

type requestRow struct {
	results pgx.BatchResults
	err     error
}

// Scan reads the row and ends the transaction. Only then is it certain that the transaction was committed.
func (r *requestRow) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	err := r.results.QueryRow().Scan(dest...)
	if closing := r.results.Close(); err == nil {
		err = closing
	}
	return err
}

type requestRows struct {
	pgx.Rows
	results pgx.BatchResults
}

// Close ends the rows, and with them the transaction.
func (r *requestRows) Close() {
	r.Rows.Close()
	_ = r.results.Close() // Err reports what went wrong with the rows
}
