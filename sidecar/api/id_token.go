package api

import (
	"encoding/json"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/secret"
)

// An idToken is an ID token that an app obtained from the provider itself.
type idToken struct {
	Token        string   `json:"token"`
	Nonce        string   `json:"nonce"`
	AccessToken  string   `json:"accessToken"`
	RefreshToken string   `json:"refreshToken"`
	Scopes       []string `json:"scopes"`
}

// signInIDToken signs in with an app's ID token.
func (s *Server) signInIDToken(r *request, p *oauth.Provider, in socialStart) ([]byte, error) {
	flow, err := json.Marshal(flow{CallbackURL: in.CallbackURL, RequestSignUp: in.RequestSignUp})
	if err != nil {
		return nil, err
	}
	token := r.generateToken()
	row, err := s.finishIDToken(r, p, *in.IDToken, flow, token)
	if err != nil {
		return nil, err
	}
	return row.Body, s.signIn(r, row.Body, token, !s.isForgetful(r))
}

// linkIDToken links the account of an app's ID token to the caller.
func (s *Server) linkIDToken(r *request, p *oauth.Provider, in idToken) ([]byte, error) {
	flow, err := r.queries.OwnOAuthFlow(r.ctx, r.tokenHash())
	if err != nil {
		return nil, err
	}
	if _, err = s.finishIDToken(r, p, in, flow, ""); err != nil {
		return nil, err
	}
	return answerJSON(map[string]any{"url": "", "status": true, "redirect": false})
}

// finishIDToken verifies an app's ID token and has SQL decide.
func (s *Server) finishIDToken(r *request, p *oauth.Provider, in idToken, flow []byte, token string) (row gen.FinishOAuthRow, err error) {
	if !p.IsOpenID() {
		return row, r.settings.Failure("ID_TOKEN_NOT_SUPPORTED")
	}
	claims, err := s.Providers.ClaimsOf(r.ctx, p, in.Token, in.Nonce)
	if err != nil {
		return row, s.providerFailure(r, p.ID, err, "ID_TOKEN_INVALID")
	}
	answer, err := json.Marshal(claims)
	if err != nil {
		return row, err
	}
	tokens, err := sealTokens(r, oauth.Tokens{ID: in.Token, Access: in.AccessToken, Refresh: in.RefreshToken, Scope: joinScopes(in.Scopes)})
	if err != nil {
		return row, err
	}
	r.mails = true
	row, err = r.queries.FinishOAuth(r.ctx, gen.FinishOAuthParams{
		ProviderID: p.ID, Answer: answer, Tokens: tokens, Flow: flow, CallerHash: r.tokenHash(), NewTokenHash: tokenHash(token), Verifier: []byte("{}"),
	})
	if isTaken(err) {
		return row, errAnswered // the address exists now: decide again
	}
	if err == nil && row.Failure != "" {
		s.logProvider(r, p.ID, row.Failure, nil)
		name, ok := refusals[row.Failure]
		if !ok {
			name = "ACCOUNT_NOT_LINKED"
		}
		return row, r.settings.Failure(name)
	}
	return row, err
}

// What is longer is not kept: it would not fit into account, sealed.
const (
	maxToken = 48_000
	maxScope = 8192
)

// sealTokens returns a provider's tokens in the form they are stored in.
func sealTokens(r *request, t oauth.Tokens) ([]byte, error) {
	kept := map[string]any{}
	for name, plain := range map[string]string{"accessToken": t.Access, "refreshToken": t.Refresh, "idToken": t.ID} {
		if plain == "" || len(plain) > maxToken {
			continue
		}
		sealed, err := r.settings.Keys.Seal(secret.Tokens, []byte(plain))
		if err != nil {
			return nil, err
		}
		kept[name] = sealed
	}
	if scope := strings.ReplaceAll(t.Scope, "\x00", ""); scope != "" && len(scope) <= maxScope {
		kept["scope"] = scope
	}
	if !t.AccessExpires.IsZero() && len(t.Access) <= maxToken {
		kept["accessTokenExpiresAt"] = t.AccessExpires.UTC()
	}
	if !t.RefreshExpires.IsZero() {
		kept["refreshTokenExpiresAt"] = t.RefreshExpires.UTC()
	}
	return json.Marshal(kept)
}
