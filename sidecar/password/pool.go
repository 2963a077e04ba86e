package password

import (
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// ErrBusy says that the queue of waiting hashes is full; the caller may come back later.
var ErrBusy = errors.New("too many passwords are waiting to be hashed")

const (
	cost      = 16384 // scrypt's N
	blockSize = 16    // scrypt's r

	queuePerSlot = 64
	idlePeriod   = 10 * time.Second
)

// pool lends tables: as many at once as it has slots, to callers in the order they came.
type pool struct {
	slots chan struct{} // one entry for each table lent
	queue chan struct{} // one entry for each caller who waits
	taken atomic.Int64  // tables lent so far

	mu     sync.Mutex
	tables []*table // not lent; the last one put is the first one taken
	spare  int      // the fewest tables that lay here since the last sweep
	armed  bool     // a sweep is due
}

func newPool(slots, queue int) *pool {
	if slots <= 0 {
		slots = max(1, runtime.GOMAXPROCS(0)-1)
	}
	if queue <= 0 {
		queue = slots * queuePerSlot
	}
	return &pool{slots: make(chan struct{}, slots), queue: make(chan struct{}, queue)}
}

// take gives the caller a table, which he must put back. It waits for one in the queue, and
// leaves that as soon as the context ends.
func (p *pool) take(ctx context.Context) (*table, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.slots <- struct{}{}:
	default:
		if err := p.wait(ctx); err != nil {
			return nil, err
		}
	}
	p.taken.Add(1)
	if t := p.pop(); t != nil {
		return t, nil
	}
	return newTable(cost, blockSize), nil
}

func (p *pool) wait(ctx context.Context) error {
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return ErrBusy
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case p.slots <- struct{}{}:
	}
	if err := ctx.Err(); err != nil { // both happened, and select throws a coin
		<-p.slots
		return err
	}
	return nil
}

func (p *pool) pop() *table {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.tables) - 1
	if last < 0 {
		return nil
	}
	t := p.tables[last]
	p.tables[last] = nil
	p.tables = p.tables[:last]
	p.spare = min(p.spare, last)
	return t
}

func (p *pool) put(t *table) {
	p.mu.Lock()
	p.tables = append(p.tables, t)
	if !p.armed {
		p.armed = true
		// It ends by itself: a sweep that leaves no table asks for no other.
		time.AfterFunc(idlePeriod, p.sweep)
	}
	p.mu.Unlock()
	<-p.slots
}

// sweep gives back the tables nobody needed since the last sweep, wiped, so that an idle
// process is small again two periods after its last hash.
func (p *pool) sweep() {
	p.mu.Lock()
	idle := append([]*table(nil), p.tables[:p.spare]...)
	p.tables = append([]*table(nil), p.tables[p.spare:]...)
	p.spare = len(p.tables)
	p.armed = p.spare > 0
	if p.armed {
		time.AfterFunc(idlePeriod, p.sweep)
	}
	p.mu.Unlock()

	if len(idle) == 0 {
		return
	}
	for _, t := range idle {
		t.wipe()
	}
	clear(idle)
	debug.FreeOSMemory() // a quiet process may not collect for two minutes
}
