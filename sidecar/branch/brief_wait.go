package branch

import (
	"context"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	maxBriefWait  = 300 * time.Microsecond // for which a briefWait waits at most
	maxBriefBatch = 12                     // look-ups: with more, other requests need the processor in the meantime
)

// A briefWait waits for the answer to a look-up in a system call, before the connection is read. Without it, Go parks the
// goroutine, finds nothing else to run, and puts its threads to sleep. A hundred microseconds later the answer comes, and
// waking the threads takes the CPU time of two requests. If answers take longer, most reads do not wait.
type briefWait struct {
	raw      syscall.RawConn // nil: never waits
	wanted   atomic.Bool     // the statement is a look-up
	skip     int             // reads that do not wait
	nextSkip int             // after the next answer that takes longer: 0, 1, 3, 7 and so on
}

// rawOf returns access to the socket of a connection, or nil.
func rawOf(conn net.Conn) syscall.RawConn {
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// beforeRead waits for data, if the statement wants it.
func (w *briefWait) beforeRead() {
	switch {
	case w.raw == nil || !w.wanted.Load():
	case w.skip > 0:
		w.skip--
	case isReadableWithin(w.raw, maxBriefWait):
		w.nextSkip = 0
	default:
		w.skip, w.nextSkip = w.nextSkip, min(2*w.nextSkip+1, maxSkipped)
	}
}

type briefKey struct{}

// briefly returns the context of a statement whose answer a briefWait waits for.
func briefly(ctx context.Context) context.Context { return context.WithValue(ctx, briefKey{}, true) }

func isBrief(ctx context.Context) bool { return ctx.Value(briefKey{}) != nil }

// listeningOf returns the connection that dial has returned, from within those that wrap it, or nil.
func listeningOf(conn *pgx.Conn) *listening {
	for inner := conn.PgConn().Conn(); ; {
		if l, ok := inner.(*listening); ok {
			return l
		}
		outer, ok := inner.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		inner = outer.NetConn()
	}
}
