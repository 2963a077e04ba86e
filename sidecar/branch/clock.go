package branch

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// maxMeasured is how long a measurement may take. The error is half of its duration.
const maxMeasured = 2 * time.Second

// A reading is the time of the database's clock at an instant of this process. local has a monotonic clock reading, so
// that a step of this machine's clock has no effect.
type reading struct {
	database, local time.Time
	readOnly        bool
}

// Health is the state that a database reports.
type Health struct {
	ReadOnly bool          // true on a standby or a server with a full disk, which answer but accept no writes
	Skew     time.Duration // how far the database's clock is ahead of this machine's
}

// Now returns the time by the database's clock. This clock alone decides whether sessions, tokens, links and cookies are
// valid.
func (d *Database) Now() time.Time {
	r := d.reading.Load()
	if r == nil {
		return time.Now()
	}
	return r.database.Add(time.Since(r.local))
}

// Health returns the last reported state. Settings refreshes it at most once a second.
func (d *Database) Health() Health {
	r := d.reading.Load()
	if r == nil {
		return Health{}
	}
	// Round(0) removes the monotonic reading: Skew is the current distance of the two clocks, including later steps.
	return Health{r.readOnly, d.Now().Sub(time.Now().Round(0)).Round(time.Millisecond)}
}

// maxSkew is how far the clocks may be apart before a warning is logged.
const maxSkew = 2 * time.Second

// IsSkewed reports whether the clocks are so far apart that the operator should correct them.
func (h Health) IsSkewed() bool { return h.Skew.Abs() > maxSkew }

// Clocks describes the skew for a log message or a health check.
func (h Health) Clocks() string {
	where := "ahead of"
	if h.Skew > 0 {
		where = "behind"
	}
	return fmt.Sprintf("this machine is %v %s the database's clock, which sessions and tokens go by", h.Skew.Abs().Round(time.Second), where)
}

// healthQuery uses only the catalog: until the connection is verified, the database may belong to anyone.
const healthQuery = `select pg_catalog.clock_timestamp(), pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool`

// examine reads the database's clock and whether it accepts writes.
func (d *Database) examine(ctx context.Context) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var r reading
	began := time.Now()
	row := pgx.Row(nil)
	if d.pooled {
		row = uncompiled(conn).QueryRow(ctx, healthQuery)
	} else {
		row = conn.QueryRow(ctx, healthQuery, pgx.QueryExecModeExec)
	}
	if err := row.Scan(&r.database, &r.readOnly); err != nil {
		return err
	}
	took := time.Since(began)
	r.local = began.Add(took / 2)
	if took > maxMeasured { // too imprecise to set the clock by
		last := d.reading.Load()
		if last == nil {
			return nil
		}
		r.database, r.local = last.database, last.local
	}
	d.reading.Store(&r)
	return nil
}
