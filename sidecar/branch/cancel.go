package branch

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	cancelTimeout = 2 * time.Second        // after which the connection is closed
	cancelSettles = 100 * time.Millisecond // wait until a cancellation has reached its statement, so that it does not hit a later one
)

// cancelling marks the context of a cancellation. Its connection does not need a slot.
type cancelling struct{}

// A canceller cancels the statement on the server when the statement's context ends: the client has disconnected, or the
// time limit was reached. pgx would only close the connection, and Postgres would continue. It implements
// ctxwatch.Handler.
type canceller struct {
	conn     *pgconn.PgConn
	finished chan struct{}
	end      context.CancelFunc
}

// HandleCancel implements ctxwatch.Handler.
func (c *canceller) HandleCancel(context.Context) {
	ctx, end := context.WithTimeout(context.WithValue(context.Background(), cancelling{}, true), cancelTimeout)
	c.finished, c.end = make(chan struct{}), end
	_ = c.conn.Conn().SetDeadline(time.Now().Add(cancelTimeout)) // fails only if the connection is already broken
	go func() {                                                  // ends within cancelTimeout
		defer close(c.finished)
		_ = c.conn.CancelRequest(ctx) // if this fails, the deadline ends the statement
		time.Sleep(cancelSettles)
	}()
}

// HandleUnwatchAfterCancel implements ctxwatch.Handler.
func (c *canceller) HandleUnwatchAfterCancel() {
	<-c.finished
	c.end()
	_ = c.conn.Conn().SetDeadline(time.Time{})
}
