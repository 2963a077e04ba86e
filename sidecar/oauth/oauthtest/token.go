package oauthtest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// Approve simulates a user who approves: it returns the code and the state for the address the browser was redirected to.
func (p *Provider) Approve(to string, claims map[string]any) (code, state string) {
	p.t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		p.t.Fatal(err)
	}
	if u.Query().Get("code_challenge_method") != "S256" {
		p.t.Errorf("F13: no PKCE in %s", to)
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.grant(u.Query(), claims), u.Query().Get("state")
}

func (p *Provider) grant(query url.Values, claims map[string]any) (code string) {
	whole := maps.Clone(claims)
	if nonce := query.Get("nonce"); nonce != "" {
		whole["nonce"] = nonce
	}
	code = "code-" + rand.Text()
	p.codes[code] = grant{whole, query.Get("code_challenge"), query.Get("redirect_uri")}
	return code
}

func (p *Provider) token(out http.ResponseWriter, in *http.Request) {
	text, _ := io.ReadAll(in.Body)
	form, _ := url.ParseQuery(string(text))
	p.Forms = append(p.Forms, form)
	var claims map[string]any
	if form.Get("grant_type") == "refresh_token" {
		if !p.fresh[form.Get("refresh_token")] {
			p.write(out, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
			return
		}
		delete(p.fresh, form.Get("refresh_token"))
	} else {
		granted, ok := p.codes[form.Get("code")]
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if !ok || base64.RawURLEncoding.EncodeToString(sum[:]) != granted.challenge || form.Get("redirect_uri") != granted.redirectURI {
			p.write(out, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
			return
		}
		delete(p.codes, form.Get("code"))
		claims = granted.claims
	}
	refresh := "refresh-" + rand.Text()
	p.fresh[refresh] = true
	answer := map[string]any{
		"access_token": "access-" + rand.Text(), "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email",
	}
	if claims != nil && !p.NoIDToken {
		answer["id_token"] = p.sign(claims)
	}
	maps.Copy(answer, p.Tokens)
	p.write(out, http.StatusOK, answer)
}

// Sign signs an ID token.
func (p *Provider) Sign(claims map[string]any) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.sign(claims)
}

func (p *Provider) sign(claims map[string]any) string {
	whole := map[string]any{"iss": p.Issuer, "aud": p.ClientID, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	maps.Copy(whole, claims)
	if p.Claims != nil {
		p.Claims(whole)
	}
	key := p.key
	if p.Forge {
		key, _ = rsa.GenerateKey(rand.Reader, 2048)
	}
	by := jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: p.KeyID}}
	if p.Secret != "" {
		by = jose.SigningKey{Algorithm: jose.HS256, Key: []byte(p.Secret)}
	}
	signer, err := jose.NewSigner(by, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := jwt.Signed(signer).Claims(whole).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}
