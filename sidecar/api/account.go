package api

// An accountChoice names one of the caller's accounts at a provider.
type accountChoice struct {
	ProviderID string  `json:"providerId"`
	AccountID  *string `json:"accountId"`
}

// GET /list-accounts
func (s *Server) listAccounts(r *request, _ struct{}) ([]byte, error) {
	return r.queries.ListAccounts(r.ctx, r.tokenHash())
}

// GET /account-info
func (s *Server) accountInfo(r *request, _ struct{}) ([]byte, error) {
	var id *string
	if given := r.query.Get("accountId"); given != "" {
		id = &given
	}
	return r.queries.GetAccountInfo(r.ctx, r.tokenHash(), id)
}

// POST /unlink-account
func (s *Server) unlinkAccount(r *request, in accountChoice) ([]byte, error) {
	return r.queries.UnlinkAccount(r.ctx, r.tokenHash(), in.ProviderID, in.AccountID)
}

// POST /get-access-token
func (s *Server) getAccessToken(r *request, in accountChoice) ([]byte, error) {
	return r.queries.GetAccessToken(r.ctx, r.tokenHash(), in.ProviderID, in.AccountID)
}

// POST /refresh-token
func (s *Server) refreshToken(r *request, in accountChoice) ([]byte, error) {
	return r.queries.RefreshToken(r.ctx, r.tokenHash(), in.ProviderID, in.AccountID)
}
