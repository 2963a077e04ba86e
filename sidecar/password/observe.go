package password

import "time"

// State is the state of a Hasher's queue.
type State struct {
	Running, Slots int // slots in use, and all
	Waiting, Room  int // passwords that wait, and that may wait
}

// State returns the current state.
func (h *Hasher) State() State {
	h.pool.mu.Lock()
	defer h.pool.mu.Unlock()
	return State{h.pool.running, h.pool.slots, len(h.pool.waiting), h.pool.queue}
}

type observer struct{ waited, took func(time.Duration) }

// Observe calls waited with the time that each password waited for a slot, and took with the time that a slot worked.
func (h *Hasher) Observe(waited, took func(time.Duration)) {
	h.pool.observer.Store(&observer{waited, took})
}

// observe reports a batch that has ended.
func (p *pool) observe(batch []*job, began time.Time) {
	o := p.observer.Load()
	if o == nil {
		return
	}
	o.took(time.Since(began))
	for _, j := range batch {
		o.waited(began.Sub(j.queued))
	}
}
