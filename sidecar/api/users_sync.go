package api

import (
	"fmt"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/webhook"
)

// POST /users-sync/:provider: an event of an outside provider, for neon_auth.users_sync.
func (s *Server) receiveUserEvent(r *request) error {
	provider := r.Param("provider")
	sealed, err := r.queries.GetUsersSyncSecret(r.ctx, provider)
	if err != nil {
		return err
	}
	secrets, err := r.db.OpenSecret(sealed)
	if err != nil {
		return fmt.Errorf("%w: secret of the webhook of %s: %w", branch.ErrKey, provider, err)
	}
	message, err := webhook.Receive(provider, secrets, r.Request().Header, r.raw)
	if err != nil {
		return r.settings.Failure("MESSAGE_SIGNATURE_INVALID")
	}
	answer, err := r.queries.ReceiveUserEvent(r.ctx, gen.ReceiveUserEventParams{
		Provider: provider, EventID: message.ID, SentMillis: message.SentMillis, Event: r.raw,
	})
	if err != nil {
		return err
	}
	return r.json(answer)
}
