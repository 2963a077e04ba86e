package branch

import (
	"slices"
	"sync"

	"go.opentelemetry.io/otel/trace"

	"neonauth/gen"
)

// A lookup is a request for the session with a token hash.
type lookup struct {
	branch, tokenHash string
	answer            chan answer // has room for one
	span              trace.Span  // of the request, if it is traced
}

// An answer is the row of a session, or nil, or an error, or a seat: then the caller runs the next batch.
type answer struct {
	row  *gen.SessionRow
	err  error
	seat *seat
}

// A seat belongs to the caller that runs a batch. There is one for each replica, or one if there is none.
type seat struct {
	replica *replica // nil: the primary answers
	batch   []lookup // memory to use again
}

// A queue holds the look-ups that wait for the next batch. Callers run the batches themselves, because a goroutine that
// does it for them would have to be woken for each batch.
type queue struct {
	mutex     sync.Mutex
	waiting   []lookup // none while a seat is free, unless the batch waits for more
	free      []*seat
	gathering gathering
	closed    bool
}

// join returns a free seat, or nil if the caller has to wait for an answer. It returns ErrClosed if no more look-ups are
// served.
func (q *queue) join(l lookup) (*seat, error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.closed {
		return nil, ErrClosed
	}
	if len(q.free) > 0 && q.gathering.isComplete(len(q.waiting)+1) {
		return q.takeSeat(), nil
	}
	q.waiting = append(q.waiting, l)
	return nil, nil
}

func (q *queue) takeSeat() *seat {
	last := len(q.free) - 1
	s := q.free[last]
	q.free = q.free[:last]
	return s
}

// take fills a batch with waiting look-ups, in the order in which they came.
func (q *queue) take(batch []lookup) []lookup {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	n := min(len(q.waiting), maxBatch-len(batch))
	batch = append(batch, q.waiting[:n]...)
	q.waiting = slices.Delete(q.waiting, 0, n)
	return batch
}

// pass frees a seat.
func (q *queue) pass(s *seat) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.free = append(q.free, s)
	q.startNext()
}

// startNext gives a free seat to the look-up that has waited longest, unless the batch waits for more look-ups.
func (q *queue) startNext() {
	if len(q.free) > 0 && len(q.waiting) > 0 && q.gathering.isComplete(len(q.waiting)) {
		q.waiting[0].answer <- answer{seat: q.takeSeat()}
		q.waiting = slices.Delete(q.waiting, 0, 1)
	}
}

// leave ends the wait of a caller. If a seat was passed to it, the next one gets it.
func (q *queue) leave(l lookup) {
	q.mutex.Lock()
	q.waiting = slices.DeleteFunc(q.waiting, func(other lookup) bool { return other.answer == l.answer })
	q.mutex.Unlock()
	select {
	case a := <-l.answer:
		if a.seat != nil {
			q.pass(a.seat)
		}
	default: // its batch is running, and will put an answer there that is not read
	}
}

// close ends all waits, and lets join return ErrClosed.
func (q *queue) close() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	for _, l := range q.waiting {
		l.answer <- answer{err: ErrClosed}
	}
	q.waiting, q.closed = nil, true
}
