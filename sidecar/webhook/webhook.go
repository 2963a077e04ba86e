// Package webhook tells an app's server what happens, and asks it.
package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

const (
	attempts  = 3                // at once, when somebody waits
	timeLimit = 15 * time.Second // for all of them
	noteTime  = 5 * time.Second  // to note how they ended
	noteLong  = 20 * time.Second // the same where nobody waits, while Postgres restarts
)

// ErrRefused tells that the webhook will never take the event, or that it must not be sent.
var ErrRefused = errors.New("refused for good")

// A Sender tells webhooks, of all databases.
type Sender struct {
	client       *http.Client
	allowPrivate bool
}

// New makes a Sender. With allowPrivate, which is for tests, webhooks may be on this machine and without TLS.
func New(allowPrivate bool) *Sender { return &Sender{newClient(allowPrivate, nil), allowPrivate} }

// Ask tells an event to which somebody waits for the answer: three times within 15 seconds with no pause between, as
// long as another attempt may help. The outcome is SQL's judgement of the answer; an error means that there is none.
func (s *Sender) Ask(ctx context.Context, db *branch.Database, event gen.EventRow) (gen.EventOutcome, error) {
	within, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	var got answer
	attempt := 0
	for again := true; again; again = attempt < attempts && got.mayDiffer && within.Err() == nil {
		attempt++
		got = s.attempt(within, db, event, attempt)
	}
	return finish(ctx, db, event, got, attempt, noteTime)
}

// Tell makes one attempt to tell an event to which nobody waits. An error that wraps ErrRefused is final.
func (s *Sender) Tell(ctx context.Context, db *branch.Database, event gen.EventRow, attempt int) error {
	got := s.attempt(ctx, db, event, attempt)
	outcome, err := finish(ctx, db, event, got, 1, noteLong)
	switch {
	case err != nil || outcome.State == "delivered":
		return err
	case got.err == nil:
		got.err = fmt.Errorf("answered with status %d", got.status)
	}
	if got.mayDiffer {
		return got.err
	}
	return fmt.Errorf("%w: %w", ErrRefused, got.err)
}

// finish notes how it ended; what comes of it is SQL's to say.
func finish(ctx context.Context, db *branch.Database, event gen.EventRow, got answer, attempts int, patience time.Duration) (gen.EventOutcome, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	noted := gen.FinishEventParams{ID: event.ID, Attempts: int32(attempts)}
	if got.err != nil {
		noted.Error = got.err.Error()
	} else {
		status := int32(got.status)
		noted.Status = &status
		if event.Sealed == nil { // who was told a secret may repeat it
			noted.Answer = got.body
		}
	}
	outcome, err := db.Queries().FinishEvent(ctx, noted)
	for branch.IsUnavailable(err) && ctx.Err() == nil { // the server is restarting: told twice is worse than noted late
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
		outcome, err = db.Queries().FinishEvent(ctx, noted)
	}
	if err != nil {
		return outcome, fmt.Errorf("note the webhook's answer: %w", err)
	}
	return outcome, nil
}
