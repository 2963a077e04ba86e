package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
	"neonauth/sidecar/branch"
)

// SQL cannot wait for another server, and no database connection should be held while waiting for one. So events for the
// project's webhook are sent between two calls: decisions before the request is decided again, and codes and links, which
// replace mails, before the response is sent.

// errAnswered is returned if the webhook has agreed, so that the request is decided again.
var errAnswered = &pgconn.PgError{Code: "40001"}

// callWebhook calls the webhook if err says that its decision is missing. It returns the resulting failure, otherwise err.
func (s *Server) callWebhook(r *request, err error) error {
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
	if err := s.deliver(r.ctx, r, event); err != nil {
		return err
	}
	return errAnswered
}

// deliverEvents sends codes and links to the webhook, which delivers them instead of a mail. They belong to a committed
// change: they are sent even if the client has disconnected, and a failure does not decide the request again.
func (s *Server) deliverEvents(r *request) error {
	if !r.mails || !r.settings.Webhook {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), maxTime)
	defer cancel()
	events, err := r.db.Queries().TakeEvents(ctx, requestID(r))
	for _, event := range events {
		if err = s.deliver(ctx, r, event); err != nil {
			break
		}
	}
	if err == nil {
		return nil
	}
	r.Response().Header().Del("Set-Cookie") // a failed request must not sign in
	var failure branch.Failure
	if errors.As(err, &failure) {
		return failure
	}
	return fmt.Errorf("deliver to the webhook: %v", err) // not wrapped, so that the request is not decided again
}

// deliver sends an event and returns the failure that SQL derives from the response, or nil if it agrees.
func (s *Server) deliver(ctx context.Context, r *request, event gen.EventRow) error {
	outcome, err := s.Webhook.Call(ctx, r.db, event)
	if err != nil || outcome.State == "delivered" {
		return err
	}
	if outcome.State == "failed" {
		s.Log.WarnContext(ctx, "the webhook did not return a valid response", "id", requestID(r), "event", event.ID, "type", event.Type)
	}
	return branch.Failure{Name: outcome.Code, Status: int(outcome.Status), Code: outcome.Code, Message: outcome.Message}
}
