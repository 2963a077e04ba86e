package client

import (
	"errors"
	"os"
	"sync"
	"time"
)

// A deadline is the deadline of reads or of writes of a connection. It is set on the connection only if an operation would
// otherwise run for too long. So the connection may have an earlier deadline, which is replaced when it expires.
type deadline struct {
	operate func([]byte) (int, error) // the connection's Read or Write
	apply   func(time.Time) error     // its SetReadDeadline or SetWriteDeadline

	mutex   sync.Mutex
	wanted  time.Time // zero: none
	applied time.Time // as set on the connection
	expired bool      // applied has ended an operation too early
	running bool      // an operation
}

// set changes the deadline, also that of a running operation.
func (d *deadline) set(t time.Time) error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.wanted = t
	if d.running {
		return d.applyWanted()
	}
	return nil
}

// isSet reports whether there is a deadline.
func (d *deadline) isSet() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return !d.wanted.IsZero()
}

// isOver reports whether the deadline has passed.
func (d *deadline) isOver() bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return isPast(d.wanted)
}

func isPast(t time.Time) bool { return !t.IsZero() && time.Until(t) <= 0 }

// run reads or writes until the deadline.
func (d *deadline) run(data []byte) (done int, err error) {
	for again := true; again; {
		if err := d.begin(); err != nil {
			return done, err
		}
		var n int
		n, err = d.operate(data[done:])
		done += n
		again = d.end(err)
	}
	return done, err
}

func (d *deadline) begin() error {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.running = true
	isTooLate := !d.wanted.IsZero() && (d.applied.IsZero() || d.applied.After(d.wanted))
	if isTooLate || d.expired {
		return d.applyWanted()
	}
	return nil
}

// end reports whether the operation has to go on, because only an earlier deadline has ended it.
func (d *deadline) end(err error) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.running = false
	d.expired = errors.Is(err, os.ErrDeadlineExceeded) && !isPast(d.wanted)
	return d.expired
}

func (d *deadline) applyWanted() error {
	d.applied, d.expired = d.wanted, false
	return d.apply(d.wanted)
}
