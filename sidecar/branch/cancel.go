package branch

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	cancelTimeout = 2 * time.Second        // then the connection is given up
	cancelSettles = 100 * time.Millisecond // until a cancellation has reached its statement, and hits no later one
)

// cancelling marks the context of a cancellation, whose connection takes no slot.
type cancelling struct{}

// A canceller ends the statement on the server when its context ends: because the client has gone, or its time is up.
// pgx would close the connection only, and Postgres would go on working. It implements ctxwatch.Handler.
type canceller struct {
	conn     *pgconn.PgConn
	finished chan struct{}
	end      context.CancelFunc
}

// HandleCancel implements ctxwatch.Handler.
func (c *canceller) HandleCancel(context.Context) {
	ctx, end := context.WithTimeout(context.WithValue(context.Background(), cancelling{}, true), cancelTimeout)
	c.finished, c.end = make(chan struct{}), end
	_ = c.conn.Conn().SetDeadline(time.Now().Add(cancelTimeout)) // a connection without one is broken already
	go func() {                                                  // ends within cancelTimeout
		defer close(c.finished)
		_ = c.conn.CancelRequest(ctx) // the deadline ends what could not be cancelled
		time.Sleep(cancelSettles)
	}()
}

// HandleUnwatchAfterCancel implements ctxwatch.Handler.
func (c *canceller) HandleUnwatchAfterCancel() {
	<-c.finished
	c.end()
	_ = c.conn.Conn().SetDeadline(time.Time{})
}
