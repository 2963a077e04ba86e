package branch

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// maxMeasured is how long a measurement may take: half of it is the error.
const maxMeasured = 2 * time.Second

// A reading is what the database's clock said at an instant of this process. local has a monotonic reading, so that a
// step of this machine's clock changes nothing.
type reading struct {
	database, local time.Time
	readOnly        bool
}

// Health is what a database says of itself.
type Health struct {
	ReadOnly bool          // a standby, or a server whose disk is full: it answers, and takes no change
	Skew     time.Duration // by how much the database's clock is ahead of this machine's
}

// Now is the time of the database's clock, which alone decides how long sessions, tokens, links and cookies are valid.
func (d *Database) Now() time.Time {
	r := d.reading.Load()
	if r == nil {
		return time.Now()
	}
	return r.database.Add(time.Since(r.local))
}

// Health returns what the database last said of itself. Settings asks at most once a second.
func (d *Database) Health() Health {
	r := d.reading.Load()
	if r == nil {
		return Health{}
	}
	// Without the monotonic reading: how far the two clocks are apart now, whatever step there was since.
	return Health{r.readOnly, d.Now().Sub(time.Now().Round(0)).Round(time.Millisecond)}
}

// maxSkew is how far two clocks may be apart before it is told.
const maxSkew = 2 * time.Second

// IsSkewed reports that the clocks are further apart than an operator may leave them.
func (h Health) IsSkewed() bool { return h.Skew.Abs() > maxSkew }

// Clocks says how far apart the clocks are.
func (h Health) Clocks() string {
	where := "ahead of"
	if h.Skew > 0 {
		where = "behind"
	}
	return fmt.Sprintf("this machine is %v %s the database's clock, which sessions and tokens go by", h.Skew.Abs().Round(time.Second), where)
}

// askHealth names no object but the catalog's: until begin_request has answered, the database may be anybody's.
const askHealth = `select pg_catalog.clock_timestamp(), pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool`

// examine reads the database's clock and whether it takes changes.
func (d *Database) examine(ctx context.Context) error {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var r reading
	began := time.Now()
	if err := conn.QueryRow(ctx, askHealth, pgx.QueryExecModeExec).Scan(&r.database, &r.readOnly); err != nil {
		return err
	}
	took := time.Since(began)
	r.local = began.Add(took / 2)
	if took > maxMeasured { // too rough to tell the time by
		last := d.reading.Load()
		if last == nil {
			return nil
		}
		r.database, r.local = last.database, last.local
	}
	d.reading.Store(&r)
	return nil
}
