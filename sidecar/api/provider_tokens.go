package api

import (
	"encoding/json"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/secret"
)

// A providerAccount is one of the caller's accounts with decrypted tokens.
type providerAccount struct {
	ID           string          `json:"id"`
	ProviderID   string          `json:"providerId"`
	AccountID    string          `json:"accountId"`
	Provider     json.RawMessage `json:"provider"`
	AccessToken  string          `json:"accessToken"`
	RefreshToken string          `json:"refreshToken"`
	IDToken      string          `json:"idToken"`
	Scope        string          `json:"scope"`
	ExpiresAt    *string         `json:"accessTokenExpiresAt"`
	IsExpired    bool            `json:"isExpired"`
	ByRow        bool            `json:"byRow"`

	p      *oauth.Provider
	sealed string // the refresh token as stored
}

// findProviderAccount returns one of the caller's accounts. Tokens that were sealed with another secret or on another branch
// are empty.
func (s *Server) findProviderAccount(r *request, choice accountChoice, purpose string) (*providerAccount, error) {
	text, err := r.queries.FindProviderAccount(r.ctx, gen.FindProviderAccountParams{
		TokenHash: r.tokenHash(), ProviderID: choice.ProviderID, AccountID: choice.AccountID, Purpose: purpose,
	})
	if err != nil {
		return nil, err
	}
	var a providerAccount
	if err := json.Unmarshal(text, &a); err != nil {
		return nil, err
	}
	if a.p, err = openProvider(r, a.Provider); err != nil {
		return nil, s.providerFailure(r, a.ProviderID, err, "INVALID_OAUTH_CONFIGURATION")
	}
	a.sealed = a.RefreshToken
	for _, token := range []*string{&a.AccessToken, &a.RefreshToken, &a.IDToken} {
		if *token == "" {
			continue
		}
		plain, err := r.settings.Keys.Open(secret.Tokens, *token)
		if err != nil {
			plain = nil
		}
		*token = string(plain)
	}
	return &a, nil
}

// refresh gets new tokens from the provider and stores them.
func (s *Server) refresh(r *request, a *providerAccount, failure string) error {
	tokens, err := s.Providers.Refresh(r.ctx, a.p, r.db.Name+" "+a.ID+" "+a.sealed, a.RefreshToken)
	if err != nil {
		return s.providerFailure(r, a.ProviderID, err, failure)
	}
	sealed, err := sealTokens(r, tokens)
	if err != nil {
		return err
	}
	if _, err := r.queries.StoreProviderTokens(r.ctx, a.ID, a.sealed, sealed); err != nil {
		return err
	}
	a.AccessToken, a.RefreshToken, a.ExpiresAt = tokens.Access, tokens.Refresh, nil
	if tokens.Scope != "" {
		a.Scope = tokens.Scope
	}
	if tokens.ID != "" {
		a.IDToken = tokens.ID
	}
	if !tokens.AccessExpires.IsZero() {
		at := tokens.AccessExpires.UTC().Format("2006-01-02T15:04:05.000Z")
		a.ExpiresAt = &at
	}
	return nil
}

// POST /get-access-token
func (s *Server) getAccessToken(r *request, in accountChoice) ([]byte, error) {
	if err := in.check(r); err != nil {
		return nil, err
	}
	a, err := s.findProviderAccount(r, in, "access")
	if err != nil {
		return nil, err
	}
	if err := s.freshen(r, a, "ACCESS_TOKEN_FAILED"); err != nil {
		return nil, err
	}
	answer := map[string]any{"accessToken": a.AccessToken, "scopes": splitScopes(a.Scope)}
	if a.ExpiresAt != nil {
		answer["accessTokenExpiresAt"] = *a.ExpiresAt
	}
	if a.IDToken != "" {
		answer["idToken"] = a.IDToken
	}
	return answerJSON(answer)
}

// freshen makes sure that there is an access token that has not expired. missing is the failure if there is none.
func (s *Server) freshen(r *request, a *providerAccount, missing string) error {
	if a.IsExpired && a.RefreshToken != "" {
		if err := s.refresh(r, a, "ACCESS_TOKEN_FAILED"); err != nil {
			return err
		}
	}
	if a.AccessToken == "" {
		return r.settings.Failure(missing)
	}
	return nil
}

// POST /refresh-token
func (s *Server) refreshToken(r *request, in accountChoice) ([]byte, error) {
	if err := in.check(r); err != nil {
		return nil, err
	}
	a, err := s.findProviderAccount(r, in, "refresh")
	if err != nil {
		return nil, err
	}
	if a.RefreshToken == "" {
		return nil, r.settings.Failure("REFRESH_TOKEN_NOT_FOUND")
	}
	if err := s.refresh(r, a, "REFRESH_FAILED"); err != nil {
		return nil, err
	}
	answer := map[string]any{"accessToken": a.AccessToken, "providerId": a.ProviderID, "accountId": a.AccountID, "idToken": nil}
	for name, value := range map[string]string{"refreshToken": a.RefreshToken, "scope": a.Scope, "idToken": a.IDToken} {
		if value != "" {
			answer[name] = value
		}
	}
	if a.ExpiresAt != nil {
		answer["accessTokenExpiresAt"] = *a.ExpiresAt
	}
	return answerJSON(answer)
}

func joinScopes(scopes []string) string { return strings.Join(scopes, ",") }

// splitScopes returns the scopes in a stored text, or an empty list.
func splitScopes(scope string) []string {
	if scope == "" {
		return []string{}
	}
	return strings.Split(scope, ",")
}
