// Package jwt generates signing keys and signs tokens: JSON Web Tokens with alg EdDSA (Ed25519).
package jwt

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// A Key signs tokens. ID is the "kid" in their header.
type Key struct {
	ID      string
	private ed25519.PrivateKey
	header  string // the same in every token
}

// NewKey returns the key with the given id from the private half that Generate returned. It returns an error if private
// does not have 32 bytes.
func NewKey(id string, private []byte) (*Key, error) {
	if len(private) != ed25519.SeedSize {
		return nil, errors.New("a private key must have 32 bytes")
	}
	header := `{"alg":"EdDSA","kid":"` + id + `"}`
	return &Key{id, ed25519.NewKeyFromSeed(private), encode([]byte(header)) + "."}, nil
}

// Generate generates a key. It returns the public half as a JSON Web Key, and the private half, which must be kept secret.
func Generate() (publicJWK string, private []byte, err error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", nil, err
	}
	jwk, err := json.Marshal(struct {
		Alg string `json:"alg"`
		Crv string `json:"crv"`
		X   string `json:"x"`
		Kty string `json:"kty"`
	}{"EdDSA", "Ed25519", encode(public), "OKP"})
	return string(jwk), key.Seed(), err
}

// Sign returns a token with the given claims, which must be JSON.
func (k *Key) Sign(claims []byte) string {
	signed := k.header + encode(claims)
	return signed + "." + encode(ed25519.Sign(k.private, []byte(signed)))
}

// SignDetached signs a payload that is sent separately. It returns header and signature with an empty payload between.
func (k *Key) SignDetached(payload []byte) string {
	return k.header + "." + encode(ed25519.Sign(k.private, []byte(k.header+encode(payload))))
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
