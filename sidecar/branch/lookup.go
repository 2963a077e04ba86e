package branch

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
)

// A lookup waits for the session with a token hash.
type lookup struct {
	branch, tokenHash string
	found             chan<- result
}

type result struct {
	row *gen.SessionRow
	err error
}

const (
	maxBatch      = 256
	lookupTimeout = 5 * time.Second
)

// errMoved is what begin_request says of a request that was decided in another branch.
var errMoved = &pgconn.PgError{Code: "NA503", Detail: "THE_SETTINGS_ARE_CHANGING", Message: "The settings are changing"}

func isMoved(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == errMoved.Code && pg.Detail == errMoved.Detail
}

// Session looks a session up by the hash of its token; nil when there is none. Look-ups that run at the same
// time share one statement, half the CPU of one each. A caller who leaves does not disturb the others.
func (d *Database) Session(ctx context.Context, branch, tokenHash string) (*gen.SessionRow, error) {
	found := results.Get().(chan result)
	select {
	case d.lookups <- lookup{branch, tokenHash, found}:
	case <-ctx.Done():
		results.Put(found)
		return nil, ctx.Err()
	}
	select {
	case r := <-found:
		results.Put(found)
		return r.row, r.err
	case <-ctx.Done():
		return nil, ctx.Err() // the channel still receives a result: it is not used again
	}
}

// results are channels for one result each.
var results = sync.Pool{New: func() any { return make(chan result, 1) }}

// lookUp answers look-ups until the context ends: whatever has come while one statement was under way goes
// into the next, so an idle server adds no delay and a busy one fills its batches.
func (d *Database) lookUp(ctx context.Context) {
	for {
		var first lookup
		select {
		case <-ctx.Done():
			return
		case first = <-d.lookups:
		}
		batch := []lookup{first}
		for len(batch) < maxBatch {
			select {
			case next := <-d.lookups:
				batch = append(batch, next)
				continue
			default:
			}
			break
		}
		d.answer(ctx, batch)
	}
}

// answer asks for a batch and hands each caller his row. All of a batch are of one branch but in the moment
// in which a database was replaced by another one: those decided in the other branch are to be decided again.
func (d *Database) answer(ctx context.Context, batch []lookup) {
	hashes := make([]string, 0, len(batch))
	for _, l := range batch {
		hashes = append(hashes, l.tokenHash)
	}
	asking, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	var rows []*gen.SessionRow
	err := d.again(asking, func() (err error) {
		rows, err = d.getSessions(asking, batch[0].branch, hashes)
		return err
	})
	byHash := make(map[string]*gen.SessionRow, len(rows))
	for _, row := range rows {
		byHash[row.TokenHash] = row
	}
	for _, l := range batch {
		row := byHash[l.tokenHash]
		if l.branch != batch[0].branch {
			row = nil
		}
		err := err
		if s := d.settings.Load(); s == nil || s.Branch != l.branch { // a new connection led elsewhere
			row, err = nil, errMoved
		}
		l.found <- result{row, err}
	}
}
