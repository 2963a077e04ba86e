// Package oauth speaks to the providers that people sign in with: OAuth 2 and OpenID Connect.
package oauth

import (
	"encoding/json"
	"strings"
)

// A Provider is what SQL knows of one: a preset's facts, and over them the project's own. Secrets are in clear here.
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
	Algorithms       words             `json:"algorithms"` // of id tokens; none: RS256, or what discovery says
	Hosts            words             `json:"hosts"`      // beside the issuer's, that discovery may name

	Scopes       words             `json:"scopes"`
	ResponseMode string            `json:"responseMode"`
	Prompt       string            `json:"prompt"`
	AccessType   string            `json:"accessType"`
	Parameters   map[string]string `json:"authorizationUrlParams"`
	Audience     words             `json:"audience"` // further client ids that an id token of an app may be for
	BundleID     string            `json:"appBundleIdentifier"`
	Nonce        *bool             `json:"nonce"` // false: the provider does not repeat it

	requiresIss bool // discovery says that callbacks have iss
}

// Parse reads what SQL returned.
func Parse(text []byte) (*Provider, error) {
	var p Provider
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	return &p, nil
}

// IsOpenID reports whether the provider's id tokens can be verified.
func (p *Provider) IsOpenID() bool {
	return p.DiscoveryURL != "" || p.Issuer != "" && (p.JWKSURL != "" || !p.IsPreset)
}

// UsesNonce reports whether the provider is to repeat a nonce in its id token: one that gives such tokens only.
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

// words are a list, written as one or as text with blanks or commas between the words.
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
