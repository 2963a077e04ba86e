package api

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"neonauth/sidecar/secret"
)

// The token of a link that proves an address is signed and kept nowhere: it counts under the branch that made it
// until it expires. Its key has no other use, so no token of another kind is taken for one.

const linkLifetime = 15 * time.Minute

// linkHeader is {"alg":"HS256"}: a token with another one is none of ours, whatever it says.
const linkHeader = "eyJhbGciOiJIUzI1NiJ9"

// linkClaims say what a link proves.
type linkClaims struct {
	Email    string   `json:"email"`
	UpdateTo string   `json:"updateTo,omitempty"`    // the address wanted instead
	Step     linkStep `json:"requestType,omitempty"` // of a change of address
	Issued   int64    `json:"iat"`
	Ends     int64    `json:"exp"`
}

// A linkStep is what a link is for; none: to prove an address.
type linkStep string

const (
	confirmStep linkStep = "change-email-confirmation" // say at the old address that another one is wanted
	finishStep  linkStep = "change-email-verification" // prove the new one, which changes it
)

// signLink makes the token of a link from now on.
func signLink(signer secret.Signer, claims linkClaims, now time.Time) string {
	claims.Issued, claims.Ends = now.Unix(), now.Add(linkLifetime).Unix()
	payload, err := json.Marshal(claims)
	if err != nil {
		payload = nil // strings and numbers always marshal
	}
	text := linkHeader + "." + base64.RawURLEncoding.EncodeToString(payload)
	return text + "." + base64.RawURLEncoding.EncodeToString(signer.Sum(text))
}

// readLink gives what a token proves; else what is wrong with it, in the words of a redirect.
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
