package api

import (
	"crypto/rand"
	"fmt"

	"neonauth/sidecar/oauth"
)

// A flow is what is stored of a sign-in until the browser returns from the provider.
type flow struct {
	Provider      string   `json:"provider,omitempty"`
	CallbackURL   string   `json:"callbackURL"`
	ErrorURL      string   `json:"errorURL,omitempty"`
	NewUserURL    string   `json:"newUserURL,omitempty"`
	RequestSignUp bool     `json:"requestSignUp,omitempty"`
	LoginHint     string   `json:"loginHint,omitempty"`
	Scopes        []string `json:"scopes,omitempty"`
	ScopesAre     string   `json:"scopesAre,omitempty"` // "before" or "instead" of the provider's scopes; otherwise after them
	Challenge     string   `json:"challenge,omitempty"` // hex SHA-256 of the challenge cookie
	Sealed        string   `json:"sealed,omitempty"`
	Link          *struct {
		Session string `json:"session"`
	} `json:"link,omitempty"`
}

// hidden are the values of a flow that only the sidecar may know.
type hidden struct {
	Verifier string `json:"verifier"`
	Nonce    string `json:"nonce"`
}

func (h hidden) request(redirectURI, state string, f flow, p *oauth.Provider) oauth.Request {
	in := oauth.Request{RedirectURI: redirectURI, State: state, Verifier: h.Verifier, LoginHint: f.LoginHint}
	if p.UsesNonce() {
		in.Nonce = h.Nonce
	}
	switch {
	case f.ScopesAre == "instead" && len(f.Scopes) > 0:
		in.Scopes = f.Scopes
	case f.ScopesAre == "before":
		in.Scopes = append(append(in.Scopes, f.Scopes...), p.Scopes...)
	default:
		in.Scopes = append(append(in.Scopes, p.Scopes...), f.Scopes...)
	}
	return in
}

// uuid generates a random UUID.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
