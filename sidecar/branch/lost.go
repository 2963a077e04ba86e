package branch

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	pingTimeout   = 2 * time.Second
	answerTimeout = 20 * time.Second // for one statement; the server's own limits are shorter
)

// IsLost reports that a connection broke, so that whatever only reads may be repeated on another one.
func IsLost(err error) bool {
	var failed *pgconn.ConnectError
	if errors.As(err, &failed) {
		return false // no connection could be had
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

// IsUnavailable reports that no connection could be had, or that it broke before the statement was carried out.
func IsUnavailable(err error) bool {
	var failed *pgconn.ConnectError
	return errors.As(err, &failed) || isUnsent(err)
}

// isUnsent reports that a connection broke before it carried out the first statement that was sent, so that even a
// change may be repeated: the server says so itself in the place of the first result, or nothing was sent.
func isUnsent(err error) bool {
	var pg *pgconn.PgError
	return IsLost(err) && (errors.As(err, &pg) || pgconn.SafeToRetry(err))
}

// again repeats once what only reads, on a new connection, when the connection broke.
func (d *Database) again(ctx context.Context, read func() error) error {
	err := read()
	if d.renewAfter(err) && ctx.Err() == nil {
		err = read()
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) { // nothing was said in all the time there was
		d.renew()
	}
	return err
}

// renewAfter closes the pool's connections when one of them broke: the others are likely to be no better. It reports
// whether another attempt is worth it.
func (d *Database) renewAfter(err error) bool {
	if !IsLost(err) {
		return false
	}
	d.renew()
	return true
}

// renew closes the connections without work; those with work are closed after it.
func (d *Database) renew() {
	if pool := d.pool; pool != nil {
		pool.Reset()
	}
}

// isStale decides whether the pool asks a connection before it hands it out. A connection that the server has ended is
// known by what is waiting to be read on it; one that was idle for a while is asked, and not for long.
func (d *Database) isStale(ctx context.Context, p pgxpool.ShouldPingParams) bool {
	if p.IdleDuration < time.Second && !isWaiting(p.Conn) {
		return false
	}
	asking, done := context.WithTimeout(context.WithoutCancel(ctx), pingTimeout)
	defer done()
	if err := p.Conn.Ping(asking); err != nil {
		d.renew()
	}
	return p.Conn.IsClosed() // the pool's own attempt fails at once then, and it takes another one
}

// isWaiting reports that a connection without work has something to read: the end of the connection, or why it ends.
func isWaiting(conn *pgx.Conn) bool {
	inner := conn.PgConn().Conn()
	for {
		wrapped, ok := inner.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		inner = wrapped.NetConn()
	}
	socket, ok := inner.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return true
	}
	waiting := false
	err = raw.Control(func(fd uintptr) { waiting = hasInput(fd) })
	return err != nil || waiting
}
