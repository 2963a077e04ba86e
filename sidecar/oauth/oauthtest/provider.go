// Package oauthtest simulates a sign-in provider.
package oauthtest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// A Provider approves every sign-in, and follows OpenID Connect unless the test changes that. Its codes and refresh tokens
// can be used once. Use Change to modify it while it may receive requests.
type Provider struct {
	URL       string
	Issuer    string                                               // in id tokens and discovery
	ClientID  string                                               // audience of ID tokens
	Document  map[string]any                                       // additional fields of the discovery document
	Claims    func(map[string]any)                                 // modifies the claims of ID tokens
	KeyID     string                                               // for ID tokens and the key set
	NoIDToken bool                                                 // the token response has none
	Forge     bool                                                 // ID tokens are signed with a key that is not in the key set
	Info      map[string]any                                       // response of user info
	Person    map[string]any                                       // the user that /authorize approves automatically
	Bodies    map[string]any                                       // responses by path
	Answer    func(out http.ResponseWriter, in *http.Request) bool // handles a request instead
	Tokens    map[string]any                                       // additional fields of the token response
	Asked     []string                                             // paths
	Forms     []url.Values                                         // of the token endpoint
	Headers   []http.Header                                        // by path of Asked
	Methods   []string                                             // by path of Asked
	Secret    string                                               // signs ID tokens with HS256

	t     testing.TB
	key   *rsa.PrivateKey
	mutex sync.Mutex
	codes map[string]grant
	fresh map[string]bool // refresh tokens
}

type grant struct {
	claims                 map[string]any
	challenge, redirectURI string
}

// New starts a provider that runs until the test ends.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{
		t: t, KeyID: "one", ClientID: "client", codes: map[string]grant{}, fresh: map[string]bool{},
		Bodies: map[string]any{}, Document: map[string]any{}, Tokens: map[string]any{},
	}
	p.NewKey("one")
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.URL, p.Issuer = server.URL, server.URL
	return p
}

// NewKey makes the provider sign with a new key.
func (p *Provider) NewKey(id string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.Change(func() { p.key, p.KeyID = key, id })
}

// Change modifies the provider while it may receive requests.
func (p *Provider) Change(change func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	change()
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.Asked, p.Headers, p.Methods = append(p.Asked, in.URL.Path), append(p.Headers, in.Header), append(p.Methods, in.Method)
	if p.Answer != nil && p.Answer(out, in) {
		return
	}
	if body, ok := p.Bodies[in.URL.Path]; ok {
		p.write(out, http.StatusOK, body)
		return
	}
	switch in.URL.Path {
	case "/.well-known/openid-configuration":
		p.write(out, http.StatusOK, p.discovery())
	case "/keys":
		p.write(out, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
			{Key: &p.key.PublicKey, KeyID: p.KeyID, Algorithm: "RS256", Use: "sig"},
		}})
	case "/authorize":
		query := in.URL.Query()
		code := p.grant(query, p.Person)
		http.Redirect(out, in, query.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {query.Get("state")}}.Encode(), http.StatusFound)
	case "/token":
		p.token(out, in)
	case "/me":
		if p.Info == nil || !strings.HasPrefix(in.Header.Get("Authorization"), "Bearer access-") {
			p.write(out, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
			return
		}
		p.write(out, http.StatusOK, p.Info)
	default:
		p.write(out, http.StatusNotFound, map[string]any{})
	}
}

func (p *Provider) discovery() map[string]any {
	document := map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"userinfo_endpoint": p.URL + "/me", "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
	}
	for name, value := range p.Document {
		document[name] = value
	}
	return document
}

func (p *Provider) write(out http.ResponseWriter, status int, body any) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(body)
}
