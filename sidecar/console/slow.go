package console

import (
	"context"
	"sync"
	"time"
)

// slowValues are values that may take longer than a page should, by the database's name. A page waits for one briefly, and
// otherwise shows the one before.
type slowValues[T any] struct {
	mutex sync.Mutex
	known map[string]*slowValue[T]
}

// A slowValue is the last value, or none yet.
type slowValue[T any] struct {
	Value T
	At    time.Time     // zero: none yet
	took  time.Duration // to compute it
	ended chan struct{} // closed when it is computed; nil: it is not being computed
}

// get returns the last value for a database. If it is older than age says, which gets how long it took, it is computed
// again, by one goroutine at a time, and waited for.
func (s *slowValues[T]) get(ctx context.Context, name string, patience time.Duration, age func(time.Duration) time.Duration, compute func(context.Context) (T, error)) slowValue[T] {
	s.mutex.Lock()
	if s.known == nil {
		s.known = map[string]*slowValue[T]{}
	}
	last := s.known[name]
	if last == nil {
		last = &slowValue[T]{}
		s.known[name] = last
	}
	if last.ended == nil && time.Since(last.At) > age(last.took) {
		last.ended = make(chan struct{})
		go s.compute(context.WithoutCancel(ctx), last, compute) // ends after slowTime
	}
	ended := last.ended
	s.mutex.Unlock()
	if ended != nil {
		select {
		case <-ended:
		case <-time.After(patience):
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return *last
}

// slowTime is the time limit of a value.
const slowTime = time.Minute

func (s *slowValues[T]) compute(ctx context.Context, last *slowValue[T], compute func(context.Context) (T, error)) {
	ctx, cancel := context.WithTimeout(ctx, slowTime)
	defer cancel()
	start := time.Now()
	value, err := compute(ctx)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if err == nil {
		last.Value, last.At, last.took = value, time.Now(), time.Since(start)
	}
	close(last.ended)
	last.ended = nil
}
