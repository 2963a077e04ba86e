package console

import (
	"context"

	"neonauth/gen"
)

// signingKeys serves GET /console/db/NAME/settings/signing-keys.
func (s *Server) signingKeys(v *visit) error {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListSigningKeys(ctx, key)
	})
	if err != nil {
		return err
	}
	found["Groups"], found["Group"] = allGroups(nil), group{Path: "signing-keys"}
	return v.render("signing-keys", "Settings", found, withSQL(
		Statement{"The keys of this branch.", "select id, \"createdAt\", \"expiresAt\"\nfrom neon_auth.jwks\nwhere branch = neon_auth.branch_identity()\norder by \"createdAt\";"},
		Statement{"Rotates: the next token creates a new key.", "select neon_auth.retire_key();"},
	))
}

// rotateKey serves POST /console/db/NAME/settings/signing-keys.
func (s *Server) rotateKey(v *visit) error {
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRetireSigningKey(ctx, key)
	}); err != nil {
		return err
	}
	if _, err := v.db.Reload(v.ctx, nil); err != nil {
		return err
	}
	if _, err := v.db.CurrentKey(v.ctx); err != nil {
		return err
	}
	return v.done("/settings/signing-keys", "key-rotated")
}

// testWebhook serves POST /console/db/NAME/settings/webhooks/test.
func (s *Server) testWebhook(v *visit) error {
	if _, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageTestWebhook(ctx, key)
	}); err != nil {
		return err
	}
	v.db.Wake()
	return v.done("/settings/webhooks", "webhook-tested")
}
