package console

import (
	"context"
	"time"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/check"
)

const (
	checkAgain    = 5 * time.Minute       // how long the results of `neonauth check` are shown
	checkPatience = 20 * time.Millisecond // how long a page waits for results: some checks ask other machines
)

// checked are the results of `neonauth check`.
type checked struct {
	Results []check.Result
	At      time.Time // zero: never
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

// check returns the last results for a database. It runs the check again if they are old.
func (s *Server) check(ctx context.Context, db *branch.Database) *checked {
	if s.Check == nil {
		return nil
	}
	last := s.checks.get(ctx, db.Name, checkPatience, func(time.Duration) time.Duration { return checkAgain }, func(ctx context.Context) ([]check.Result, error) {
		return s.Check(ctx, db), nil
	})
	return &checked{last.Value, last.At}
}
