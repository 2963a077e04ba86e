package console

import (
	"context"
	"sync"
	"time"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/check"
)

const (
	checkAgain    = 5 * time.Minute       // how long the results of `neonauth check` are shown
	checkTime     = time.Minute           // the time limit of a check
	checkPatience = 50 * time.Millisecond // how long a page waits for results: some checks ask other machines
)

// checks are the results of `neonauth check`, by the database's name.
type checks struct {
	mutex sync.Mutex
	known map[string]*checked
}

// checked are the results of one check, or of the one before while it runs.
type checked struct {
	Results []check.Result
	At      time.Time     // zero: never
	ended   chan struct{} // closed when the running check has ended; nil: none runs
}

// Problems returns the results that need attention.
func (c checked) Problems() (problems []check.Result) {
	for _, r := range c.Results {
		if r.State != check.OK {
			problems = append(problems, r)
		}
	}
	return problems
}

// Fine returns the number of other results.
func (c checked) Fine() int { return len(c.Results) - len(c.Problems()) }

// check returns the last results for a database. It runs the check again if they are old, and waits for it briefly.
func (s *Server) check(ctx context.Context, db *branch.Database) checked {
	if s.Check == nil {
		return checked{}
	}
	s.checks.mutex.Lock()
	if s.checks.known == nil {
		s.checks.known = map[string]*checked{}
	}
	last := s.checks.known[db.Name]
	if last == nil {
		last = &checked{}
		s.checks.known[db.Name] = last
	}
	if last.ended == nil && time.Since(last.At) > checkAgain {
		last.ended = make(chan struct{})
		go s.runCheck(context.WithoutCancel(ctx), db, last) // ends after checkTime
	}
	ended := last.ended
	s.checks.mutex.Unlock()
	if ended != nil {
		select {
		case <-ended:
		case <-time.After(checkPatience):
		}
	}
	s.checks.mutex.Lock()
	defer s.checks.mutex.Unlock()
	return *last
}

func (s *Server) runCheck(ctx context.Context, db *branch.Database, last *checked) {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	results := s.Check(ctx, db)
	s.checks.mutex.Lock()
	defer s.checks.mutex.Unlock()
	last.Results, last.At = results, time.Now()
	close(last.ended)
	last.ended = nil
}
