package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"golang.org/x/oauth2"

	"neonauth/gen"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/secret"
)

// A socialStart is a request to sign in with a provider, or to link an account.
type socialStart struct {
	Provider           string   `json:"provider"`
	ProviderID         string   `json:"providerId"` // the name in the generic endpoints
	CallbackURL        string   `json:"callbackURL"`
	ErrorCallbackURL   string   `json:"errorCallbackURL"`
	NewUserCallbackURL string   `json:"newUserCallbackURL"`
	DisableRedirect    bool     `json:"disableRedirect"`
	RequestSignUp      bool     `json:"requestSignUp"`
	LoginHint          string   `json:"loginHint"`
	Scopes             []string `json:"scopes"`
	IDToken            *idToken `json:"idToken"`
}

// POST /sign-in/social
func (s *Server) signInSocial(r *request, in socialStart) ([]byte, error) {
	p, err := s.provider(r, in.Provider, false)
	if err == nil && p == nil {
		return nil, r.settings.Failure("PROVIDER_NOT_FOUND")
	}
	if err != nil {
		return nil, s.providerFailure(r, in.Provider, err, "INVALID_OAUTH_CONFIGURATION")
	}
	if in.IDToken != nil {
		return s.signInIDToken(r, p, in)
	}
	return s.startOAuth(r, p, in, "", false)
}

// POST /link-social
func (s *Server) linkSocial(r *request, in socialStart) ([]byte, error) {
	p, err := s.provider(r, in.Provider, true)
	if err == nil && p == nil {
		return nil, r.settings.Failure("PROVIDER_NOT_FOUND")
	}
	if err != nil {
		return nil, s.providerFailure(r, in.Provider, err, "INVALID_OAUTH_CONFIGURATION")
	}
	if in.IDToken != nil {
		return s.linkIDToken(r, p, *in.IDToken)
	}
	return s.startOAuth(r, p, in, "", true)
}

// POST /sign-in/oauth2
func (s *Server) signInOAuth2(r *request, in socialStart) ([]byte, error) {
	p, err := s.provider(r, in.ProviderID, false)
	if err == nil && (p == nil || p.IsPreset) {
		return nil, noConfig(r, in.ProviderID)
	}
	if err != nil {
		return nil, s.providerFailure(r, in.ProviderID, err, "INVALID_OAUTH_CONFIGURATION")
	}
	return s.startOAuth(r, p, in, "before", false)
}

// POST /oauth2/link
func (s *Server) linkOAuth2(r *request, in socialStart) ([]byte, error) {
	p, err := s.provider(r, in.ProviderID, true)
	if err == nil && (p == nil || p.IsPreset) {
		return nil, r.settings.Failure("PROVIDER_NOT_FOUND")
	}
	if err != nil {
		return nil, s.providerFailure(r, in.ProviderID, err, "INVALID_OAUTH_CONFIGURATION")
	}
	in.DisableRedirect = false
	return s.startOAuth(r, p, in, "instead", true)
}

// startOAuth stores the flow and responds with an address on this server. From there the browser goes to the provider,
// because cookies set in this response may belong to the app's host if a proxy is in between, and the state cookie must
// belong to this host.
func (s *Server) startOAuth(r *request, p *oauth.Provider, in socialStart, scopesAre string, isLink bool) ([]byte, error) {
	if len(strings.Join(in.Scopes, " ")) > maxScope { // stored by anyone, and part of an address
		return nil, r.settings.Failure("VALIDATION_ERROR", "[body.scopes] Too big")
	}
	if _, err := s.Providers.Resolve(r.ctx, p); err != nil {
		return nil, s.providerFailure(r, p.ID, err, "INVALID_OAUTH_CONFIGURATION")
	}
	challenge := generate(32)
	back := func(address string) string { // a path refers to the app
		if address == "" {
			return ""
		}
		return s.returnTo(r, address)
	}
	request, err := json.Marshal(flow{
		CallbackURL: back(in.CallbackURL), ErrorURL: back(in.ErrorCallbackURL), NewUserURL: back(in.NewUserCallbackURL), RequestSignUp: in.RequestSignUp,
		LoginHint: in.LoginHint, Scopes: in.Scopes, ScopesAre: scopesAre, Challenge: tokenHash(challenge),
	})
	if err != nil {
		return nil, err
	}
	token := uuid()
	err = r.queries.StartOAuth(r.ctx, gen.StartOAuthParams{
		ProviderID: p.ID, InitHash: tokenHash(token), CallerHash: r.tokenHash(), IsLink: isLink, Request: request,
	})
	if err != nil {
		return nil, err
	}
	s.setChallenge(r, challenge)
	to := r.base() + "/sign-in/social/init?token=" + token
	return answerJSON(map[string]any{"url": to, "redirect": !in.DisableRedirect})
}

// GET /sign-in/social/init
func (s *Server) initSocial(r *request) error {
	state := generate(32)
	hidden := hidden{Verifier: oauth2.GenerateVerifier(), Nonce: generate(32)}
	text, err := json.Marshal(hidden)
	if err != nil {
		return err
	}
	sealed, err := r.settings.Keys.Seal(secret.Flow, text)
	if err != nil {
		return err
	}
	begun, err := r.queries.BeginOAuth(r.ctx, tokenHash(r.query.Get("token")), tokenHash(state), sealed)
	if err != nil {
		return err
	}
	var got struct {
		Flow     flow            `json:"flow"`
		Provider json.RawMessage `json:"provider"`
	}
	if err := json.Unmarshal(begun, &got); err != nil {
		return err
	}
	p, err := openProvider(r, got.Provider)
	if err == nil {
		p, err = s.Providers.Resolve(r.ctx, p)
	}
	if err != nil {
		return s.failOAuth(r, got.Flow, got.Flow.Provider, err)
	}
	to, err := p.Start(hidden.request(s.redirectURI(r, p), state, got.Flow, p))
	if err != nil {
		return s.failOAuth(r, got.Flow, p.ID, err)
	}
	s.setCookie(r, stateCookie, sign(r.settings.Cookies, state), stateSeconds)
	r.Response().Header().Set("Referrer-Policy", "no-referrer")
	return r.Redirect(http.StatusFound, to)
}
