package branch

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/trace"

	"neonauth/gen"
)

// A lookup is a request for the session with a token hash.
type lookup struct {
	branch, tokenHash string
	found             chan<- result
	span              trace.Span // of the request, if it is traced
}

// A queue holds the look-ups that wait for the next statement. A caller waits once, for its result: handing the look-up
// over wakes the goroutine that serves them only if it waits.
type queue struct {
	mutex   sync.Mutex
	waiting []lookup
	closed  bool
	filled  chan struct{} // receives after the first look-up of a batch
}

func newQueue() *queue { return &queue{filled: make(chan struct{}, 1)} }

// add adds a look-up. It returns false if no more look-ups are served.
func (q *queue) add(l lookup) bool {
	q.mutex.Lock()
	if q.closed {
		q.mutex.Unlock()
		return false
	}
	q.waiting = append(q.waiting, l)
	first := len(q.waiting) == 1
	q.mutex.Unlock()
	if first {
		select {
		case q.filled <- struct{}{}:
		default: // already signaled
		}
	}
	return true
}

// take returns at most maxBatch waiting look-ups, in the order in which they came. batch is memory to use again.
func (q *queue) take(batch []lookup) []lookup {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	n := min(len(q.waiting), maxBatch)
	batch = append(batch[:0], q.waiting[:n]...)
	rest := copy(q.waiting, q.waiting[n:])
	clear(q.waiting[rest:])
	q.waiting = q.waiting[:rest]
	return batch
}

// close returns the look-ups that still wait, and lets add return false.
func (q *queue) close() []lookup {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	left := q.waiting
	q.waiting, q.closed = nil, true
	return left
}

type result struct {
	row *gen.SessionRow
	err error
}

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
// time of each. A caller whose context ends does not disturb the others. It returns errMoved if the database is another
// branch now, or the error of the statement.
func (d *Database) Session(ctx context.Context, branch, tokenHash string) (*gen.SessionRow, error) {
	found := results.Get().(chan result)
	if !d.lookups.add(lookup{branch, tokenHash, found, recordingSpan(ctx)}) {
		results.Put(found)
		return nil, ErrClosed
	}
	select {
	case r := <-found:
		results.Put(found)
		return r.row, r.err
	case <-ctx.Done():
		return nil, ctx.Err() // the channel will still receive a result, so it is not reused
	}
}

// results are channels for one result each.
var results = sync.Pool{New: func() any { return make(chan result, 1) }}

// serveLookups serves look-ups until the context ends, from the replica if it is not nil. All look-ups that arrive while a
// statement runs go into the next one, so an idle server adds no delay and a busy one fills its batches.
func (d *Database) serveLookups(ctx context.Context, r *replica) {
	defer func() {
		for _, l := range d.lookups.close() {
			l.found <- result{nil, ErrClosed}
		}
	}()
	var batch []lookup
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.lookups.filled:
		}
		for {
			runtime.Gosched() // requests that have arrived already join this batch
			if batch = d.lookups.take(batch); len(batch) == 0 {
				break
			}
			if d.observe != nil {
				d.observe(len(batch))
			}
			d.runBatch(ctx, r, batch)
			clear(batch)
		}
	}
}

// runBatch queries the sessions of a batch and sends each caller their row. All look-ups of a batch normally belong to
// one branch. If the database was replaced by another one, those of the other branch must be decided again.
func (d *Database) runBatch(ctx context.Context, r *replica, batch []lookup) {
	byHash := make(map[string]*gen.SessionRow, len(batch))
	hashes := make([]string, 0, len(batch))
	for _, l := range batch {
		if _, known := byHash[l.tokenHash]; !known {
			byHash[l.tokenHash] = nil
			hashes = append(hashes, l.tokenHash)
		}
	}
	asking, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	asking, traced := traceBatch(asking, batch)
	defer traced()
	var rows []*gen.SessionRow
	err := d.retryRead(asking, func() (err error) {
		rows, err = d.getSessions(asking, r, batch[0].branch, hashes)
		return err
	})
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = ErrClosed
	}
	for _, row := range rows {
		byHash[row.TokenHash] = row
	}
	for _, l := range batch {
		row := byHash[l.tokenHash]
		if l.branch != batch[0].branch {
			row = nil
		}
		err := err
		if s := d.settings.Load(); s == nil || s.Branch != l.branch { // a new connection leads to another branch
			row, err = nil, errMoved
		}
		l.found <- result{row, err}
	}
}
