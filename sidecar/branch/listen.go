package branch

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	listenCheck = 5 * time.Second // how soon the listening connection closes after the last one in the pool
	listenAgain = time.Minute     // after the connection was lost, unless the pool connects before
	// listenPause is the shortest time between two wake-ups by notifications, because any login can send those.
	listenPause = 500 * time.Millisecond

	listenStatement = "listen neon_auth_outbox"
)

// listen wakes the delivery worker when another program or a psql session has queued mail. It keeps a connection of its
// own open while the pool has one, since a database without connections can be renamed or copied. Mail that is queued
// while nothing listens is found by polling.
func (d *Database) listen(ctx context.Context, config *pgx.ConnConfig) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.joined:
		case <-time.After(listenAgain):
		}
		if d.pool.Stat().TotalConns() > 0 {
			d.listenOnce(ctx, config)
		}
	}
}

// listenOnce listens until the pool is empty, the connection is lost or another connection needs the slot.
func (d *Database) listenOnce(ctx context.Context, config *pgx.ConnConfig) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.stopListening.Store(&cancel)
	defer d.stopListening.Store(nil)

	connecting, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	conn, err := pgx.ConnectConfig(connecting, config)
	if err != nil {
		return // the pool reports the reason, unless it is only a lack of free slots
	}
	defer func() {
		closing, done := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer done()
		_ = conn.Close(closing)
	}()
	if err := verify(connecting, conn); err != nil {
		return
	}
	if _, err := conn.Exec(connecting, listenStatement); err != nil {
		return
	}
	d.Wake() // mail may have been queued before listen
	d.wakeByNotifications(ctx, conn)
	if conn.IsClosed() { // the server ended all connections, for example to copy the database: do not reconnect at once
		select {
		case <-d.joined:
		default:
		}
	}
}

// wakeByNotifications calls Wake at once for the first notification after a pause. Notifications during the pause cause
// one more call when it ends. Surplus notifications are read and dropped, so that a flood leaves no backlog. Channel and
// payload are not used, because they cannot be trusted.
func (d *Database) wakeByNotifications(ctx context.Context, conn *pgx.Conn) {
	var last time.Time // time of the last wake-up
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
		if err != nil && patience == listenCheck { // if the server does not answer a statement either, the connection is lost
			asking, answered := context.WithTimeout(ctx, pingTimeout)
			_, _ = conn.Exec(asking, listenStatement) // again, which changes nothing
			answered()
		}
	}
}
