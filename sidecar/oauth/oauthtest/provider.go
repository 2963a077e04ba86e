// Package oauthtest plays a provider to sign in with.
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

// A Provider approves whomever a test wants, with the manners of OpenID Connect unless the test takes them away. Its
// codes and refresh tokens are good once. Change it through Change while it is asked.
type Provider struct {
	URL       string
	Issuer    string                                               // in id tokens and discovery
	ClientID  string                                               // that id tokens are for
	Document  map[string]any                                       // more of discovery
	Claims    func(map[string]any)                                 // changes an id token
	KeyID     string                                               // of id tokens, and of the key set
	NoIDToken bool                                                 // the token answer has none
	Forge     bool                                                 // id tokens are signed with a key that nobody publishes
	Info      map[string]any                                       // what user info answers
	Person    map[string]any                                       // whom /authorize approves by itself
	Bodies    map[string]any                                       // answers by path
	Answer    func(out http.ResponseWriter, in *http.Request) bool // takes a request over
	Tokens    map[string]any                                       // more of the token answer
	Asked     []string                                             // paths
	Forms     []url.Values                                         // of the token endpoint
	Headers   []http.Header                                        // by path of Asked
	Methods   []string                                             // by path of Asked
	Secret    string                                               // id tokens are signed with it, by HS256

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

// New plays a provider until the test ends.
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

// NewKey makes the provider sign with another key.
func (p *Provider) NewKey(id string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.Change(func() { p.key, p.KeyID = key, id })
}

// Change changes the provider while it may be asked.
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
			{Key: &p.key.PublicKey, KeyID: p.KeyID, Algorithm: "RS256", Use: "sig"}}})
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
