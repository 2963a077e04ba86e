package oauth

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// signSecret returns the client secret for Apple: a token signed with the team's key, valid for five minutes. It returns an
// error if privateKey cannot be parsed.
func (p *Provider) signSecret(now time.Time) (string, error) {
	block, _ := pem.Decode([]byte(p.PrivateKey))
	if block == nil {
		return "", errors.New("privateKey is not a PEM block")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return "", errors.New("privateKey is not an elliptic curve key in PKCS #8")
	}
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.RegisteredClaims{
		Issuer: p.TeamID, Subject: p.ClientID, Audience: jwt.ClaimStrings{"https://appleid.apple.com"},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(5 * time.Minute)),
	})
	token.Header["kid"] = p.KeyID
	return token.SignedString(key)
}
