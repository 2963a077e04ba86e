package api

import (
	"encoding/base64"
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
	if err := s.freshen(r, a); err != nil {
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

// freshen makes sure that there is an access token that has not expired.
func (s *Server) freshen(r *request, a *providerAccount) error {
	if a.IsExpired && a.RefreshToken != "" {
		if err := s.refresh(r, a, "ACCESS_TOKEN_FAILED"); err != nil {
			return err
		}
	}
	if a.AccessToken == "" {
		return r.settings.Failure("ACCESS_TOKEN_FAILED")
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
	answer := map[string]any{"accessToken": a.AccessToken, "providerId": a.ProviderID, "accountId": a.AccountID}
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

// GET /account-info
func (s *Server) accountInfo(r *request, _ struct{}) ([]byte, error) {
	given := func(name string) *string {
		if value := r.query.Get(name); value != "" {
			return &value
		}
		return nil
	}
	a, err := s.findProviderAccount(r, accountChoice{given("providerId"), given("accountId")}, "info")
	if err != nil {
		return nil, err
	}
	if err := s.freshen(r, a); err != nil && a.p.UserInfoURL != "" {
		return nil, err
	}
	full, err := s.Providers.Resolve(r.ctx, a.p)
	if err != nil {
		return nil, s.providerFailure(r, a.ProviderID, err, "PROVIDER_INFO_MISSING")
	}
	answer := &arrival{p: full, answer: &oauth.Answer{}}
	answer.answer.Profile, answer.answer.Emails, err = s.Providers.Profile(r.ctx, full, a.AccessToken, verifiedClaims(a.IDToken))
	if err != nil {
		return nil, s.providerFailure(r, a.ProviderID, err, "PROVIDER_INFO_MISSING")
	}
	profile, err := json.Marshal(answer.profile())
	if err != nil {
		return nil, err
	}
	user, err := r.queries.DescribeAccount(r.ctx, a.ProviderID, profile)
	if err != nil {
		return nil, err
	}
	told := map[string]any{"user": json.RawMessage(user), "data": answer.answer.Profile}
	if a.ByRow { // the response for clients of Better Auth 1.7
		told["account"] = map[string]string{"id": a.ID, "providerId": a.ProviderID, "accountId": a.AccountID}
	}
	return answerJSON(told)
}

// verifiedClaims returns the claims of an ID token that was verified before it was stored, or nil if there is none.
func verifiedClaims(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	return oauth.Decode(text)
}

func joinScopes(scopes []string) string { return strings.Join(scopes, ",") }

// splitScopes returns the scopes in a stored text, or an empty list.
func splitScopes(scope string) []string {
	if scope == "" {
		return []string{}
	}
	return strings.Split(scope, ",")
}
