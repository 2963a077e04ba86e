// Package jwt makes signing keys and signs tokens: Ed25519, as JSON Web Tokens with alg EdDSA.
package jwt

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
)

// A Key signs tokens under its id.
type Key struct {
	ID      string
	private ed25519.PrivateKey
	header  string // the same in every token
}

// NewKey parses what Generate made: the private half, and the id the database gave it.
func NewKey(id string, private []byte) (*Key, error) {
	if len(private) != ed25519.SeedSize {
		return nil, errors.New("a private key has 32 bytes")
	}
	header := `{"alg":"EdDSA","kid":"` + id + `"}`
	return &Key{id, ed25519.NewKeyFromSeed(private), encode([]byte(header)) + "."}, nil
}

// Generate draws a key: the public half as a JSON Web Key, and the private half, which nobody may see.
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

// Sign makes a token of claims written as JSON.
func (k *Key) Sign(claims []byte) string {
	signed := k.header + encode(claims)
	return signed + "." + encode(ed25519.Sign(k.private, []byte(signed)))
}

// SignDetached signs a payload that goes its own way: header and signature, with nothing between them.
func (k *Key) SignDetached(payload []byte) string {
	return k.header + "." + encode(ed25519.Sign(k.private, []byte(k.header+encode(payload))))
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
