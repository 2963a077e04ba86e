package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

const wellKnown = "/.well-known/openid-configuration"

// A document is an issuer's discovery document.
type document struct {
	AuthorizationURL string   `json:"authorization_endpoint"`
	TokenURL         string   `json:"token_endpoint"`
	UserInfoURL      string   `json:"userinfo_endpoint"`
	JWKSURL          string   `json:"jwks_uri"`
	Algorithms       []string `json:"id_token_signing_alg_values_supported"`
	Authentication   []string `json:"token_endpoint_auth_methods_supported"`
	RequiresIss      bool     `json:"authorization_response_iss_parameter_supported"`
	readAt           time.Time
}

// Resolve completes a provider by discovery if endpoints are missing, and checks them. It returns a Failure if the settings
// or the discovery document are not valid, or if the provider is not available.
func (c *Client) Resolve(ctx context.Context, p *Provider) (*Provider, error) {
	full := *p
	if err := c.discover(ctx, &full); err != nil {
		return nil, err
	}
	if full.Issuer != "" && len(full.Scopes) == 0 && !full.IsPreset {
		full.Scopes = words{"openid", "email", "profile"}
	}
	for name, address := range map[string]string{
		"authorizationUrl": full.AuthorizationURL, "tokenUrl": full.TokenURL, "userInfoUrl": full.UserInfoURL,
		"emailsUrl": full.EmailsURL, "jwksUrl": full.JWKSURL,
	} {
		if address == "" && name != "authorizationUrl" && name != "tokenUrl" {
			continue
		}
		if err := c.checkURL(name, address); err != nil {
			return nil, fail(Misconfigured, err)
		}
	}
	if full.UserInfoURL == "" && full.JWKSURL == "" {
		return nil, fail(Misconfigured, errors.New("neither userInfoUrl nor issuer is set, so the user cannot be identified"))
	}
	return &full, nil
}

// discover loads the issuer's document. Its issuer must be the requested one, and its endpoints must be on the issuer's host
// or on a host in the settings.
func (c *Client) discover(ctx context.Context, p *Provider) error {
	if p.Issuer == "" && p.DiscoveryURL != "" {
		issuer, ok := strings.CutSuffix(p.DiscoveryURL, wellKnown)
		if !ok {
			return fail(Misconfigured, errors.New("discoveryUrl does not end in "+wellKnown))
		}
		p.Issuer = issuer
	}
	if p.Issuer == "" || p.AuthorizationURL != "" && p.TokenURL != "" && (p.JWKSURL != "" || p.IsPreset) {
		return nil
	}
	if err := c.checkURL("issuer", p.Issuer); err != nil {
		return fail(Misconfigured, err)
	}
	found, err := c.document(ctx, p.Issuer)
	if err != nil {
		return err
	}
	own, err := url.Parse(p.Issuer)
	if err != nil {
		return fail(Misconfigured, err)
	}
	for _, endpoint := range []struct {
		into  *string
		found string
	}{
		{&p.AuthorizationURL, found.AuthorizationURL},
		{&p.TokenURL, found.TokenURL},
		{&p.UserInfoURL, found.UserInfoURL},
		{&p.JWKSURL, found.JWKSURL},
	} {
		if *endpoint.into != "" || endpoint.found == "" {
			continue
		}
		there, err := url.Parse(endpoint.found)
		if err != nil || there.Host != own.Host && !slices.Contains(p.Hosts, there.Host) {
			return fail(Misconfigured, fmt.Errorf("discovery returned an endpoint on a different host than the issuer's: %q", endpoint.found))
		}
		*endpoint.into = endpoint.found
	}
	if len(p.Algorithms) == 0 {
		p.Algorithms = asymmetric(found.Algorithms)
	}
	if p.Authentication == "" && len(found.Authentication) > 0 && !slices.Contains(found.Authentication, "client_secret_post") &&
		slices.Contains(found.Authentication, "client_secret_basic") {
		p.Authentication = "basic"
	}
	p.requiresIss = found.RequiresIss
	return nil
}

// document returns an issuer's discovery document, cached for an hour.
func (c *Client) document(ctx context.Context, issuer string) (document, error) {
	c.mutex.Lock()
	found, ok := c.documents[issuer]
	c.mutex.Unlock()
	if ok && time.Since(found.readAt) < cacheTime {
		return found, nil
	}
	ctx, cancel := c.within(ctx)
	defer cancel()
	found = document{}
	provider, err := oidc.NewProvider(ctx, issuer)
	if err == nil {
		err = provider.Claims(&found)
	}
	if err != nil {
		return found, outcome(Misconfigured, err)
	}
	found.readAt = time.Now()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for known, old := range c.documents {
		if time.Since(old.readAt) > cacheTime {
			delete(c.documents, known)
		}
	}
	c.documents[issuer] = found
	return found, nil
}

// asymmetric returns the signature algorithms that can be verified with public keys.
func asymmetric(algorithms []string) words {
	var kept words
	for _, name := range algorithms {
		if slices.Contains([]string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}, name) {
			kept = append(kept, name)
		}
	}
	return kept
}
