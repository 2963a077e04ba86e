package password

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"neonauth/sidecar/processors"
)

// ErrBusy is returned when the queue of waiting hashes is full. The caller may retry later.
var ErrBusy = errors.New("too many passwords are waiting to be hashed")

const (
	cost      = 16384 // scrypt's N
	blockSize = 16    // scrypt's r

	queuePerSlot = 64
)

// A job is one hash, waiting or running. If work is set, it is a hash in a foreign format.
type job struct {
	password string
	salt     []byte
	work     func()
	queued   time.Time

	key  []byte
	err  error
	done chan struct{} // closed when key and err are set
}

// pool runs as many batches at once as it has slots. A batch is one job if a slot is free, or up to batchSize of the
// waiting jobs when a slot becomes free: together they take little longer than one.
type pool struct {
	slots, queue int
	begun        atomic.Int64 // jobs begun so far
	tables       tables

	admitted atomic.Int64 // callers admitted by Admit
	observer atomic.Pointer[observer]

	mu      sync.Mutex
	running int    // slots in use
	waiting []*job // first come, first served
}

func newPool(slots, queue int) *pool {
	if slots <= 0 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	if queue <= 0 {
		queue = slots * queuePerSlot
	}
	return &pool{slots: slots, queue: queue}
}

// admit reports whether there is room for one more caller who will hash soon, and counts that caller until leave.
func (p *pool) admit() bool {
	if p.admitted.Add(1) <= int64(p.slots+p.queue) {
		return true
	}
	p.admitted.Add(-1)
	return false
}

// do queues the job and waits for it. If the context ends while the job waits, the job never runs.
func (p *pool) do(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.done, j.queued = make(chan struct{}), time.Now()
	if !p.enter(j) {
		return ErrBusy
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if p.leave(j) {
			return ctx.Err()
		}
		<-j.done // it has begun and cannot be interrupted
	}
	return j.err
}

// enter starts the job if a slot is free, or queues it. It reports whether there was room.
func (p *pool) enter(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.running < p.slots:
		p.running++
		p.waiting = append(p.waiting, j)
		go p.run() // ends when no job waits
	case len(p.waiting) < p.queue:
		p.waiting = append(p.waiting, j)
	default:
		return false
	}
	return true
}

// leave removes a waiting job. It reports whether the job was still waiting.
func (p *pool) leave(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiting, j)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	return i >= 0
}

// run works in one slot until no job waits.
func (p *pool) run() {
	defer processors.Compute()()
	for batch := p.next(); len(batch) > 0; batch = p.next() {
		p.begun.Add(int64(len(batch)))
		began := time.Now()
		p.compute(batch)
		p.observe(batch, began)
		for _, j := range batch {
			close(j.done)
		}
	}
}

// compute runs a batch. A panic, for example in a foreign format, fails the batch but not the process.
func (p *pool) compute(batch []*job) {
	defer func() {
		if reason := recover(); reason != nil {
			for _, j := range batch {
				j.err = fmt.Errorf("hash a password: %v", reason)
			}
		}
	}()
	if batch[0].work != nil {
		batch[0].work()
		return
	}
	p.tables.derive(batch)
}

// next takes the jobs of the next batch from the queue, and releases the slot if there are none. A hash in a foreign
// format runs alone.
func (p *pool) next() []*job {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		p.running--
		return nil
	}
	n := 1
	for p.waiting[0].work == nil && n < min(batchSize(), len(p.waiting)) && p.waiting[n].work == nil {
		n++
	}
	batch := slices.Clone(p.waiting[:n])
	p.waiting = slices.Delete(p.waiting, 0, n)
	return batch
}
