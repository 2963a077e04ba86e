package metrics

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
)

const (
	// figureAge is how old the figures that a query returns may be. Frequent queries would keep the connections of idle
	// databases open, which can then not be renamed or copied.
	figureAge   = 50 * time.Second
	failureAge  = 5 * time.Second // the same for a database that did not answer
	figureTime  = 2 * time.Second // for one query
	collectTime = 4 * time.Second // for all
	readers     = 4               // queries at the same time
)

// refreshAll queries the figures that are too old: first those of databases with a label of their own. If the time does not
// suffice for the others, they keep their figures until the next time, since this does not mean that they are down.
func (c *collector) refreshAll(databases map[string]*branch.Database) {
	ctx, done := context.WithTimeout(context.Background(), collectTime)
	defer done()
	for name := range c.figures {
		if databases[name] == nil {
			delete(c.figures, name)
		}
	}
	named, others := map[string]*branch.Database{}, map[string]*branch.Database{}
	for name, db := range databases {
		if c.m.label(name) != "" {
			named[name] = db
		} else {
			others[name] = db
		}
	}
	c.refresh(ctx, named, false)
	c.refresh(ctx, others, true)
}

// refresh queries the figures of databases whose figures are too old. With patient, what was not read in time is unchanged.
func (c *collector) refresh(ctx context.Context, databases map[string]*branch.Database, patient bool) {
	var running sync.WaitGroup
	var mutex sync.Mutex
	slots := make(chan struct{}, readers)
	for name, db := range databases {
		mutex.Lock()
		last := c.figures[name]
		mutex.Unlock()
		if age := time.Since(last.at); age < failureAge || last.up && last.knowsLags(db) && age < figureAge {
			continue
		}
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			next := read(ctx, db, last)
			if patient && !next.up && ctx.Err() != nil {
				return
			}
			mutex.Lock()
			defer mutex.Unlock()
			c.figures[name] = next
		})
	}
	running.Wait()
}

// unknownLag is the lag of a server that is not a replica.
const unknownLag = -1

// knowsLags reports whether the lags of all connected replicas were read.
func (f figures) knowsLags(db *branch.Database) bool {
	for _, r := range db.Replicas() {
		if _, known := f.lags[r.Address]; r.Pool != nil && !known {
			return false
		}
	}
	return true
}

// read queries the figures of a database.
func read(ctx context.Context, db *branch.Database, last figures) figures {
	ctx, done := context.WithTimeout(ctx, figureTime)
	defer done()
	row, err := db.Queries().GetMetrics(ctx)
	var pg *pgconn.PgError
	switch {
	case err == nil:
		next := figures{row: row, known: true, up: true, at: time.Now(), lags: map[string]int64{}}
		for _, r := range db.Replicas() {
			lag, err := db.ReplicaLag(ctx, r.Address)
			if errors.Is(err, branch.ErrNotReplica) {
				lag, err = unknownLag, nil
			}
			if err == nil {
				next.lags[r.Address] = lag
			}
		}
		return next
	case errors.As(err, &pg) && pg.Code == "42883": // an earlier release is installed
		return figures{up: true, at: time.Now()}
	}
	last.up, last.at = false, time.Now()
	return last
}
