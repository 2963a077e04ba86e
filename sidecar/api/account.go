package api

// An accountChoice identifies one of the caller's accounts: by provider, by provider and the provider's id for the user,
// or by the row's id alone, like clients of Better Auth 1.7 do.
type accountChoice struct {
	ProviderID *string `json:"providerId"`
	AccountID  *string `json:"accountId"`
}

// check returns the reference's error if neither field is set.
func (c accountChoice) check(r *request) error {
	if c.ProviderID == nil && (c.AccountID == nil || *c.AccountID == "") {
		return r.settings.Failure("VALIDATION_ERROR", "[body.providerId] Invalid input: expected string, received undefined")
	}
	return nil
}

// GET /list-accounts
func (s *Server) listAccounts(r *request, _ struct{}) ([]byte, error) {
	return r.queries.ListAccounts(r.ctx, r.tokenHash())
}

// POST /unlink-account
func (s *Server) unlinkAccount(r *request, in accountChoice) ([]byte, error) {
	if err := in.check(r); err != nil {
		return nil, err
	}
	return r.queries.UnlinkAccount(r.ctx, r.tokenHash(), in.ProviderID, in.AccountID)
}
