package branch

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	listenCheck = 5 * time.Second // how soon a connection that listens follows the last one of the pool
	listenAgain = time.Minute     // after one was lost, unless the pool connects before
	// listenPause is the shortest time between two wake-ups by notifications, which any login can send.
	listenPause = 500 * time.Millisecond
)

// listen wakes whoever delivers mail when somebody else has queued some, another program or people in psql. It has a
// connection of its own as long as the pool has one, since a database with none may be renamed or copied; what is
// queued while nobody listens is found by looking.
func (d *Database) listen(ctx context.Context, config *pgx.ConnConfig) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.joined:
		case <-time.After(listenAgain):
		}
		if d.pool.Stat().TotalConns() > 0 {
			d.hear(ctx, config)
		}
	}
}

// hear listens until the pool is empty, the connection is lost or somebody else needs its place.
func (d *Database) hear(ctx context.Context, config *pgx.ConnConfig) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.hush.Store(&cancel)
	defer d.hush.Store(nil)

	connecting, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	conn, err := pgx.ConnectConfig(connecting, config)
	if err != nil {
		return // the pool's connections say why, if it is not just that connections are scarce
	}
	defer func() {
		closing, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer done()
		_ = conn.Close(closing)
	}()
	if err := verify(connecting, conn); err != nil {
		return
	}
	if _, err := conn.Exec(connecting, "listen neon_auth_outbox"); err != nil {
		return
	}
	d.Wake() // what was queued just before
	d.wakeByNotifications(ctx, conn)
	if conn.IsClosed() { // the pool may not know yet that it lost its own: whoever copies the database wants none of us
		select {
		case <-d.joined:
		default:
		}
	}
}

// wakeByNotifications calls Wake for the first notification after a pause at once, and for all that follow within the
// pause together when it ends. It reads and drops what a flood has left, so that nothing of it is worked off later.
// Channel and payload say nothing that could be trusted.
func (d *Database) wakeByNotifications(ctx context.Context, conn *pgx.Conn) {
	var last time.Time // of the latest wake-up
	pending := false
	for ctx.Err() == nil && !conn.IsClosed() && d.pool.Stat().TotalConns() > 0 {
		patience := listenCheck
		if pending {
			patience = max(0, time.Until(last.Add(listenPause)))
		}
		waiting, done := context.WithTimeout(ctx, patience)
		_, err := conn.WaitForNotification(waiting)
		done()
		pending = pending || err == nil
		if pending && time.Since(last) >= listenPause {
			d.Wake()
			last, pending = time.Now(), false
		}
		if err != nil && patience == listenCheck { // a server that says nothing to this, too, is gone
			asking, answered := context.WithTimeout(ctx, pingTimeout)
			_ = conn.Ping(asking)
			answered()
		}
	}
}
