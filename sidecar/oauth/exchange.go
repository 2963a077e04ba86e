package oauth

import (
	"context"
	"errors"
	"maps"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Tokens are the tokens from a provider.
type Tokens struct {
	Access, Refresh, ID           string
	AccessExpires, RefreshExpires time.Time
	Scope                         string
}

// An Answer is a provider's data about a user, with the tokens for further requests.
type Answer struct {
	Tokens
	Profile map[string]any // as returned by the provider
	Emails  any            // the list of addresses, if the provider has one
}

// Exchange exchanges an authorization code for tokens, and gets the user's data. The provider must be resolved. It returns a
// Failure if the provider rejects the code or is not available, or if its response is not valid.
func (c *Client) Exchange(ctx context.Context, p *Provider, code string, in Request) (*Answer, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	config, err := p.config(in.RedirectURI)
	if err != nil {
		return nil, err
	}
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(in.Verifier))
	if err != nil {
		return nil, outcome(InvalidCode, err)
	}
	answer := &Answer{Tokens: tokensOf(token)}
	var claims map[string]any
	if p.JWKSURL != "" && p.Issuer != "" && answer.ID != "" {
		if claims, err = c.Claims(ctx, p, answer.ID, in.Nonce); err != nil {
			return nil, err
		}
	}
	if in.Nonce != "" && claims == nil && p.UserInfoURL == "" {
		return nil, fail(InvalidIDToken, errors.New("the response has no ID token"))
	}
	answer.Profile, answer.Emails, err = c.Profile(ctx, p, answer.Access, claims)
	return answer, err
}

// Refresh gets new tokens from the provider. Concurrent callers with the same key share one refresh, because many providers
// accept a refresh token only once. It returns a Failure.
func (c *Client) Refresh(ctx context.Context, p *Provider, key, refreshToken string) (Tokens, error) {
	got, err, _ := c.refreshes.Do(key, func() (any, error) {
		ctx, cancel := c.within(context.WithoutCancel(ctx))
		defer cancel()
		full, err := c.Resolve(ctx, p)
		if err != nil {
			return nil, err
		}
		config, err := full.config("")
		if err != nil {
			return nil, err
		}
		token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
		if err != nil {
			return nil, outcome(InvalidCode, err)
		}
		return tokensOf(token), nil
	})
	if err != nil {
		return Tokens{}, err
	}
	return got.(Tokens), nil
}

// Profile gets the data of an access token's user. claims are the verified claims of the ID token. If they are sufficient,
// they are the profile. It returns a Failure.
func (c *Client) Profile(ctx context.Context, p *Provider, access string, claims map[string]any) (profile map[string]any, emails any, err error) {
	profile = maps.Clone(claims)
	if email, _ := claims["email"].(string); p.UserInfoURL != "" && (p.IsPreset || email == "") {
		info, err := c.ask(ctx, p, p.UserInfoURL, access)
		if err != nil {
			return nil, nil, err
		}
		if claims["sub"] != nil && info["sub"] != nil && claims["sub"] != info["sub"] {
			return nil, nil, fail(SubjectMismatch, errors.New("the ID token and the user info have different subjects"))
		}
		if profile == nil {
			profile = info
		} else {
			maps.Copy(profile, info)
			profile["sub"] = claims["sub"]
		}
	}
	if profile == nil {
		return nil, nil, fail(NoUserInfo, errors.New("there is no ID token"))
	}
	if p.EmailsURL != "" {
		if emails, err = c.list(ctx, p, p.EmailsURL, access); err != nil {
			return nil, nil, err
		}
	}
	return profile, emails, nil
}

// config returns the client configuration for golang.org/x/oauth2.
func (p *Provider) config(redirectURI string) (*oauth2.Config, error) {
	style, secret := oauth2.AuthStyleInParams, p.ClientSecret
	if p.Authentication == "basic" {
		style = oauth2.AuthStyleInHeader
	}
	if p.Authentication == "apple" && p.PrivateKey != "" {
		var err error
		if secret, err = p.signSecret(time.Now()); err != nil {
			return nil, fail(Misconfigured, err)
		}
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: secret, RedirectURL: redirectURI,
		Endpoint: oauth2.Endpoint{TokenURL: p.TokenURL, AuthStyle: style},
	}, nil
}

func tokensOf(token *oauth2.Token) Tokens {
	t := Tokens{Access: token.AccessToken, Refresh: token.RefreshToken, AccessExpires: token.Expiry}
	t.ID, _ = token.Extra("id_token").(string)
	if seconds := seconds(token.Extra("refresh_token_expires_in")); seconds > 0 {
		t.RefreshExpires = time.Now().Add(time.Duration(seconds) * time.Second)
	}
	switch scope := token.Extra("scope").(type) {
	case string:
		t.Scope = strings.Join(strings.Fields(scope), ",")
	case []any:
		for _, one := range scope {
			if text, ok := one.(string); ok && text != "" {
				t.Scope = strings.TrimPrefix(t.Scope+","+text, ",")
			}
		}
	}
	return t
}

// seconds returns a number that some providers send as text. Values over a thousand years are ignored.
func seconds(value any) int64 {
	const limit = 10 * 365 * 24 * 60 * 60
	var n float64
	switch value := value.(type) {
	case float64:
		n = value
	case string:
		n, _ = strconv.ParseFloat(value, 64)
	case int64:
		n = float64(value)
	}
	if n > 0 && n < limit {
		return int64(n)
	}
	return 0
}
