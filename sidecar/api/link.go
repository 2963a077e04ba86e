package api

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"neonauth/sidecar/secret"
)

// The token of a verification link is signed and not stored. It is valid on the branch that issued it until it expires. Its
// key has no other use, so tokens of other kinds are not accepted as links.

const linkLifetime = 15 * time.Minute

// linkHeader is {"alg":"HS256"}. Tokens with any other header are rejected.
const linkHeader = "eyJhbGciOiJIUzI1NiJ9"

// linkClaims are the claims of a link's token.
type linkClaims struct {
	Email    string   `json:"email"`
	UpdateTo string   `json:"updateTo,omitempty"`    // the new address
	Step     linkStep `json:"requestType,omitempty"` // for a change of address
	Issued   int64    `json:"iat"`
	Ends     int64    `json:"exp"`
}

// A linkStep is a link's purpose. Empty: to verify an address.
type linkStep string

const (
	confirmStep linkStep = "change-email-confirmation" // confirm the change at the old address
	finishStep  linkStep = "change-email-verification" // verify the new address, which completes the change
)

// signLink returns a link's token that is valid from now.
func signLink(signer secret.Signer, claims linkClaims, now time.Time) string {
	claims.Issued, claims.Ends = now.Unix(), now.Add(linkLifetime).Unix()
	payload, err := json.Marshal(claims)
	if err != nil {
		payload = nil // strings and numbers always marshal
	}
	text := linkHeader + "." + base64.RawURLEncoding.EncodeToString(payload)
	return text + "." + base64.RawURLEncoding.EncodeToString(signer.Sum(text))
}

// readLink returns a token's claims, or the error code for a redirect.
func readLink(signer secret.Signer, token string, now time.Time) (claims linkClaims, problem string) {
	text, signature, _ := cutLast(token, ".")
	header, payload, _ := strings.Cut(text, ".")
	mac, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || header != linkHeader || !signer.Verify(text, mac) {
		return claims, "invalid_token"
	}
	content, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || json.Unmarshal(content, &claims) != nil {
		return claims, "invalid_token"
	}
	if now.Unix() >= claims.Ends {
		return claims, "token_expired"
	}
	return claims, ""
}
