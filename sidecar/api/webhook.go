package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// SQL cannot wait for somebody else's server, and no connection is to be kept for one. What a request has to tell the
// project's webhook is therefore told between two calls: a question before the request is decided anew, and codes and
// links, which take the place of mails, before it is answered.

// errAnswered tells that the webhook has agreed, so that the request is decided again.
var errAnswered = &pgconn.PgError{Code: "40001"}

// ask asks the webhook where an error says that it was not asked. It gives what is to be said then, else the error.
func (s *Server) ask(r *request, err error) error {
	if err == nil {
		return nil
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Detail != "THE_WEBHOOK_WAS_NOT_ASKED" || pg.DataTypeName == "" {
		return err
	}
	event, err := r.queries.OpenQuestion(r.ctx, []byte(pg.DataTypeName))
	if err != nil {
		return err
	}
	if err := s.tell(r.ctx, r, event); err != nil {
		return err
	}
	return errAnswered
}

// tellEvents tells the webhook what it is to send in our place. What it is about has been committed: it is told though
// whoever asked has left, and no failure makes that the request is decided anew.
func (s *Server) tellEvents(r *request) error {
	if !r.mails || !r.settings.Webhook {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), maxTime)
	defer cancel()
	events, err := r.db.Queries().TakeEvents(ctx, requestID(r))
	for _, event := range events {
		if err = s.tell(ctx, r, event); err != nil {
			break
		}
	}
	if err == nil {
		return nil
	}
	r.Response().Header().Del("Set-Cookie") // a request that failed signs nobody in
	var failure branch.Failure
	if errors.As(err, &failure) {
		return failure
	}
	return fmt.Errorf("tell the webhook: %v", err) // not wrapped, see above
}

// tell gives the failure that SQL makes of the webhook's answer, nil for a yes.
func (s *Server) tell(ctx context.Context, r *request, event gen.EventRow) error {
	outcome, err := s.Webhook.Call(ctx, r.db, event)
	if err != nil || outcome.State == "delivered" {
		return err
	}
	if outcome.State == "failed" {
		s.Log.WarnContext(ctx, "the webhook did not answer as it should", "id", requestID(r), "event", event.ID, "type", event.Type)
	}
	return branch.Failure{Name: outcome.Code, Status: int(outcome.Status), Code: outcome.Code, Message: outcome.Message}
}
