package branch

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

const (
	maxBatch      = 256
	lookupTimeout = 5 * time.Second
)

// errMoved is the error of begin_request for a request that was decided under the settings of another branch.
var errMoved = &pgconn.PgError{Code: "NA503", Detail: "THE_SETTINGS_ARE_CHANGING", Message: "The settings have just changed. Try again."}

func isMoved(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == errMoved.Code && pg.Detail == errMoved.Detail
}

// Session returns the session with that token hash, or nil. Concurrent look-ups share one statement, which halves the CPU
// time of each: one caller runs it, the others wait. A caller whose context ends does not disturb the others. It returns
// errMoved if the database is another branch now, or the error of the statement.
func (d *Database) Session(ctx context.Context, branch, tokenHash string) (*gen.SessionRow, error) {
	l := lookup{branch, tokenHash, answers.Get().(chan answer), recordingSpan(ctx)}
	s, err := d.lookups.join(l)
	if err != nil {
		return nil, err
	}
	if s == nil {
		select {
		case a := <-l.answer:
			if a.seat == nil {
				answers.Put(l.answer)
				return a.row, a.err
			}
			s = a.seat
		case <-ctx.Done():
			d.lookups.leave(l) // its channel may still receive an answer, so it is not used again
			return nil, ctx.Err()
		}
	}
	answers.Put(l.answer)
	return d.lead(s, l)
}

// answers are channels for one answer each.
var answers = sync.Pool{New: func() any { return make(chan answer, 1) }}

// lead runs a batch of the caller's look-up and of all that wait, returns the caller's row, and passes the seat on. All
// look-ups that arrive while a batch runs go into the next one, so an idle server adds no delay and a busy one fills its
// batches.
func (d *Database) lead(s *seat, own lookup) (*gen.SessionRow, error) {
	rows, err := map[string]*gen.SessionRow(nil), errUnanswered
	s.batch = append(s.batch[:0], own)
	defer d.lookups.pass(s)
	defer func() { // also after a panic
		for _, l := range s.batch[1:] {
			row, err := d.answer(l, own.branch, rows, err)
			l.answer <- answer{row: row, err: err}
		}
		clear(s.batch)
	}()
	runtime.Gosched() // requests that have arrived already join this batch
	s.batch = d.lookups.take(s.batch)
	if d.observe != nil {
		d.observe(len(s.batch))
	}
	began := time.Now()
	rows, err = d.runBatch(s.replica, s.batch)
	d.lookups.expect(len(s.batch), time.Since(began))
	return d.answer(own, own.branch, rows, err)
}

// errUnanswered is the answer to look-ups whose batch has ended with a panic.
var errUnanswered = errors.New("the look-up has ended without an answer")

// runBatch queries the sessions of a batch. It does not end with the request of the caller that runs it.
func (d *Database) runBatch(r *replica, batch []lookup) (map[string]*gen.SessionRow, error) {
	byHash := make(map[string]*gen.SessionRow, len(batch))
	hashes := make([]string, 0, len(batch))
	for _, l := range batch {
		if _, known := byHash[l.tokenHash]; !known {
			byHash[l.tokenHash] = nil
			hashes = append(hashes, l.tokenHash)
		}
	}
	asking, done := context.WithTimeout(d.running, lookupTimeout)
	defer done()
	asking, traced := traceBatch(asking, batch)
	defer traced()
	if len(batch) <= maxBriefBatch {
		asking = briefly(asking)
	}
	var rows []*gen.SessionRow
	err := d.retryRead(asking, func() (err error) {
		rows, err = d.getSessions(asking, r, batch[0].branch, hashes)
		return err
	})
	if errors.Is(err, context.Canceled) && d.running.Err() != nil {
		err = ErrClosed
	}
	for _, row := range rows {
		byHash[row.TokenHash] = row
	}
	return byHash, err
}

// answer returns the answer to a look-up in a batch of the given branch. All look-ups of a batch normally belong to one
// branch. If the database was replaced by another one, those of the other branch must be decided again.
func (d *Database) answer(l lookup, branch string, rows map[string]*gen.SessionRow, err error) (*gen.SessionRow, error) {
	current := d.settings.Load() // a new connection may lead to another branch
	if l.branch != branch || current == nil || current.Branch != branch {
		return nil, errMoved
	}
	return rows[l.tokenHash], err
}
