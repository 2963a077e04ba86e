package branch

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	pingTimeout   = 2 * time.Second
	answerTimeout = 20 * time.Second // for one statement; the limits on the server are shorter
)

// IsLost reports whether a connection broke, so that a read may be repeated on another connection.
func IsLost(err error) bool {
	if err == nil {
		return false
	}
	var failed *pgconn.ConnectError
	if errors.As(err, &failed) {
		return false // no connection could be opened
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "57P01", "57P02", "57P05", "08006", "08003": // terminated, crashed, idle too long, lost behind a pooler
			return true
		}
		return false
	}
	var network *net.OpError
	return pgconn.SafeToRetry(err) || errors.As(err, &network) && !network.Timeout() ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// IsUnavailable reports whether no connection could be opened, or whether it broke before the statement was executed.
func IsUnavailable(err error) bool {
	var failed *pgconn.ConnectError
	return errors.As(err, &failed) || isUnsent(err)
}

// isUnsent reports whether a connection broke before the first statement was executed, so that even a write may be
// repeated. Either nothing was sent, or the server returned the error instead of the first result.
func isUnsent(err error) bool {
	var pg *pgconn.PgError
	return IsLost(err) && (errors.As(err, &pg) || pgconn.SafeToRetry(err))
}

// retryRead calls read, and calls it once more on a new connection if the connection broke.
func (d *Database) retryRead(ctx context.Context, read func() error) error {
	err := read()
	if d.renewAfter(err) && ctx.Err() == nil {
		err = read()
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) { // the server did not answer within the time limit
		d.renew()
	}
	return err
}

// renewAfter closes the pool's connections if err shows that one of them broke, since the others are probably broken,
// too. It reports whether another attempt is worthwhile.
func (d *Database) renewAfter(err error) bool {
	if !IsLost(err) {
		return false
	}
	d.renew()
	return true
}

// renew closes idle connections now, and connections in use after their work.
func (d *Database) renew() {
	if pool := d.pool; pool != nil {
		pool.Reset()
	}
}

// isStale decides whether the pool pings a connection before using it. A connection that the server has ended has data
// waiting to be read. A connection that was idle for a second or more is pinged, with a short time limit.
func (d *Database) isStale(ctx context.Context, p pgxpool.ShouldPingParams) bool {
	socket := listeningOf(p.Conn)
	if socket != nil {
		socket.wait.wanted.Store(isBrief(ctx))
	}
	if p.IdleDuration < time.Second && !socket.isWaiting() {
		return false
	}
	asking, done := context.WithTimeout(context.WithoutCancel(ctx), pingTimeout)
	defer done()
	if err := p.Conn.Ping(asking); err != nil {
		d.renew()
	}
	return p.Conn.IsClosed() // then the pool's own ping fails at once, and it uses another connection
}

// isWaiting reports whether an idle connection has data to read: the end of the connection, or the reason for it.
func (l *listening) isWaiting() bool {
	if l == nil || l.wait.raw == nil {
		return false
	}
	waiting := false
	err := l.wait.raw.Control(func(fd uintptr) { waiting = hasInput(fd) })
	return err != nil || waiting
}
