// Package webhook sends events to an app's server, and reads its decisions.
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
	attempts  = 3                // without a pause, when a request waits for the response
	timeLimit = 15 * time.Second // for all attempts
	noteTime  = 5 * time.Second  // to store the result
	noteLong  = 20 * time.Second // the same when no request waits: Postgres may be restarting
)

// ErrRefused is returned if the webhook will never accept the event, or if the event must not be sent.
var ErrRefused = errors.New("rejected permanently")

// A Sender sends events to the webhooks of all databases.
type Sender struct {
	client       *http.Client
	allowPrivate bool

	// Observe is called with each attempt, if not nil. status is 0 without a response.
	Observe func(status int, took time.Duration)
}

// New returns a Sender. With allowPrivate, webhooks may have private addresses and plain HTTP.
func New(allowPrivate bool) *Sender {
	return &Sender{client: newClient(allowPrivate, nil), allowPrivate: allowPrivate}
}

// Call sends an event whose response the current request needs. It makes up to three attempts within 15 seconds, without
// a pause and only if another attempt may help. SQL judges the response and returns the outcome. Call returns an error
// if the outcome could not be stored.
func (s *Sender) Call(ctx context.Context, db *branch.Database, event gen.EventRow) (gen.EventOutcome, error) {
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

// Deliver makes one attempt to send an event to which no request waits. An error that wraps ErrRefused is final.
func (s *Sender) Deliver(ctx context.Context, db *branch.Database, event gen.EventRow, attempt int) error {
	got := s.attempt(ctx, db, event, attempt)
	outcome, err := finish(ctx, db, event, got, 1, noteLong)
	switch {
	case err != nil || outcome.State == "delivered":
		return err
	case got.err == nil:
		got.err = fmt.Errorf("the webhook responded with status %d", got.status)
	}
	if got.mayDiffer {
		return got.err
	}
	return fmt.Errorf("%w: %w", ErrRefused, got.err)
}

// finish stores the result of the attempts. SQL decides the outcome.
func finish(ctx context.Context, db *branch.Database, event gen.EventRow, got answer, attempts int, patience time.Duration) (gen.EventOutcome, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	noted := gen.FinishEventParams{ID: event.ID, Attempts: int32(attempts)}
	if got.err != nil {
		noted.Error = got.err.Error()
	} else {
		status := int32(got.status)
		noted.Status = &status
		if event.Sealed == nil { // a receiver may repeat the secret from the event
			noted.Answer = got.body
		}
	}
	outcome, err := db.Queries().FinishEvent(ctx, noted)
	for branch.IsUnavailable(err) && ctx.Err() == nil { // Postgres is restarting; a second delivery is worse than a late note
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
		}
		outcome, err = db.Queries().FinishEvent(ctx, noted)
	}
	if err != nil {
		return outcome, fmt.Errorf("store the webhook's response: %w", err)
	}
	return outcome, nil
}
