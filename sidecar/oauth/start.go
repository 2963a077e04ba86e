package oauth

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// A Request has the values of a single sign-in.
type Request struct {
	RedirectURI, State, Verifier, Nonce string
	Scopes                              []string
	LoginHint                           string
}

// reserved are parameters that cannot be overridden.
var reserved = []string{"response_type", "client_id", "redirect_uri", "state", "scope", "nonce", "code_challenge", "code_challenge_method"}

// Start returns the address to redirect the browser to. The provider must be resolved. It returns an error if the
// authorization endpoint is not a valid URL.
func (p *Provider) Start(in Request) (string, error) {
	to, err := url.Parse(p.AuthorizationURL)
	if err != nil {
		return "", fail(Misconfigured, err)
	}
	query := to.Query()
	for name, value := range p.Parameters {
		if !slices.Contains(reserved, name) {
			query.Set(name, value)
		}
	}
	for name, value := range map[string]string{
		"prompt": p.Prompt, "access_type": p.AccessType, "response_mode": p.ResponseMode, "login_hint": in.LoginHint, "nonce": in.Nonce,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if len(in.Scopes) > 0 || !p.IsPreset {
		query.Set("scope", strings.Join(in.Scopes, " "))
	}
	query.Set("response_type", "code")
	query.Set("client_id", p.ClientID)
	query.Set("redirect_uri", in.RedirectURI)
	query.Set("state", in.State)
	query.Set("code_challenge_method", "S256")
	query.Set("code_challenge", oauth2.S256ChallengeFromVerifier(in.Verifier))
	to.RawQuery = query.Encode()
	return to.String(), nil
}

// CheckIssuer checks a callback's iss parameter (RFC 9207). It must be the provider's issuer if present, and must be present
// if discovery says so. It returns a Failure otherwise.
func (p *Provider) CheckIssuer(iss string) error {
	if iss == "" && !p.requiresIss || p.Issuer == "" || iss == p.Issuer || isTemplate(p.Issuer) {
		return nil
	}
	return fail(Mismatch, errors.New("the callback comes from a different issuer"))
}
