package management

import (
	"net/http"

	"neonauth/gen"
)

// GET …/auth/oauth_providers
func listProviders(_ *Server, r *request) error {
	body, err := r.queries.ManageListProviders(r.ctx, r.key)
	return r.json(http.StatusOK, body, err)
}

// POST …/auth/oauth_providers
func addProvider(_ *Server, r *request) error {
	fields, plain, err := r.withoutSecret("client_secret")
	if err != nil {
		return err
	}
	body, err := r.storeSecret("client_secret", plain, func(s Sealing) (gen.SealingRow, error) {
		return r.queries.ManageAddProvider(r.ctx, gen.ManageAddProviderParams{
			KeyHash: r.key, Fields: fields, Sealed: s.Sealed, Context: s.Context, Saved: s.Saved,
		})
	})
	return r.json(http.StatusOK, body, err)
}

// PATCH …/auth/oauth_providers/{id}
func changeProvider(_ *Server, r *request) error {
	fields, plain, err := r.withoutSecret("client_secret")
	if err != nil {
		return err
	}
	body, err := r.storeSecret("client_secret", plain, func(s Sealing) (gen.SealingRow, error) {
		return r.queries.ManageChangeProvider(r.ctx, gen.ManageChangeProviderParams{
			KeyHash: r.key, ID: r.providerID(), Fields: fields, Sealed: s.Sealed, Context: s.Context, Saved: s.Saved,
		})
	})
	return r.json(http.StatusOK, body, err)
}

// DELETE …/auth/oauth_providers/{id}
func removeProvider(_ *Server, r *request) error {
	return r.empty(http.StatusOK, r.queries.ManageRemoveProvider(r.ctx, r.key, r.providerID()))
}

// providerID returns the provider's id in the path. SQL finds no provider without an id.
func (r *request) providerID() string { return r.storableValue("oauth_provider_id") }
