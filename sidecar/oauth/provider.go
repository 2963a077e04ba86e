// Package oauth connects to the providers that users sign in with: OAuth 2 and OpenID Connect.
package oauth

import (
	"encoding/json"
	"strings"
)

// A Provider is a provider's configuration: a preset, overridden by the project's settings. Secrets are in clear here.
type Provider struct {
	ID       string `json:"id"`
	IsPreset bool   `json:"isPreset"`

	ClientID       string `json:"clientId"`
	ClientSecret   string `json:"clientSecret"`
	Authentication string `json:"authentication"` // at the token endpoint: post (the default), basic, or apple
	TeamID         string `json:"teamId"`         // of Apple
	KeyID          string `json:"keyId"`          // of Apple
	PrivateKey     string `json:"privateKey"`     // of Apple, PEM

	Issuer           string            `json:"issuer"`
	DiscoveryURL     string            `json:"discoveryUrl"`
	AuthorizationURL string            `json:"authorizationUrl"`
	TokenURL         string            `json:"tokenUrl"`
	UserInfoURL      string            `json:"userInfoUrl"`
	UserInfoMethod   string            `json:"userInfoMethod"`
	UserInfoHeaders  map[string]string `json:"userInfoHeaders"`
	EmailsURL        string            `json:"emailsUrl"`
	JWKSURL          string            `json:"jwksUrl"`
	Algorithms       words             `json:"algorithms"` // for ID tokens; empty: RS256, or those from discovery
	Hosts            words             `json:"hosts"`      // allowed in discovery in addition to the issuer's

	Scopes       words             `json:"scopes"`
	ResponseMode string            `json:"responseMode"`
	Prompt       string            `json:"prompt"`
	AccessType   string            `json:"accessType"`
	Parameters   map[string]string `json:"authorizationUrlParams"`
	Audience     words             `json:"audience"` // additional client ids for ID tokens from apps
	BundleID     string            `json:"appBundleIdentifier"`
	Nonce        *bool             `json:"nonce"` // false if the provider does not repeat it

	requiresIss bool // according to discovery, callbacks have iss
}

// Parse parses a provider from SQL. It returns an error if the JSON does not match.
func Parse(text []byte) (*Provider, error) {
	var p Provider
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// IsOpenID reports whether the provider's ID tokens can be verified.
func (p *Provider) IsOpenID() bool {
	return p.DiscoveryURL != "" || p.Issuer != "" && (p.JWKSURL != "" || !p.IsPreset)
}

// UsesNonce reports whether the provider must repeat a nonce in its ID token.
func (p *Provider) UsesNonce() bool {
	if p.Nonce != nil && !*p.Nonce || !p.IsOpenID() {
		return false
	}
	return !p.IsPreset || p.UserInfoURL == "" || p.hasScope("openid")
}

func (p *Provider) hasScope(name string) bool {
	for _, scope := range p.Scopes {
		if scope == name {
			return true
		}
	}
	return false
}

// words is a list of strings. In JSON it may also be a single text, separated by blanks or commas.
type words []string

// UnmarshalJSON implements json.Unmarshaler.
func (w *words) UnmarshalJSON(text []byte) error {
	var list []string
	if json.Unmarshal(text, &list) == nil {
		*w = append(words{}, list...)
		return nil
	}
	var one string
	if err := json.Unmarshal(text, &one); err != nil {
		return err
	}
	*w = strings.FieldsFunc(one, func(r rune) bool { return r == ' ' || r == ',' })
	return nil
}
