// Package passkeytest has an authenticator in software, for tests.
package passkeytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// An Authenticator has one passkey. Its fields may be changed to make wrong responses.
type Authenticator struct {
	ID         []byte
	Key        crypto.Signer // ECDSA, Ed25519 or RSA
	Origin     string
	Domain     string // "": that of the options
	Challenge  string // "": that of the options
	Type       string // "": the right one
	Format     string
	Algorithm  int    // 0: that of the key
	Counter    uint32 // of the next response
	Absent     bool   // the user is not present
	Verified   bool   // the user is verified
	Eligible   bool   // the passkey can be backed up
	BackedUp   bool
	CrossFrame bool
}

// New returns an authenticator that verifies its user, at a page's origin.
func New(origin string) *Authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return &Authenticator{ID: []byte(rand.Text()), Key: key, Origin: origin, Format: "none", Verified: true}
}

// Create returns the response to the options of a registration.
func (a *Authenticator) Create(options map[string]any) map[string]any {
	party, _ := options["rp"].(map[string]any)
	key := encode(a.publicKey())
	attested := append(make([]byte, 16), byte(len(a.ID)>>8), byte(len(a.ID)))
	data := a.data(party["id"], append(append(attested, a.ID...), key...))
	return a.response(map[string]any{
		"clientDataJSON":    text(a.client("webauthn.create", options)),
		"attestationObject": text(encode(map[string]any{"fmt": a.Format, "attStmt": map[string]any{}, "authData": data})),
		"transports":        []any{"internal"},
	})
}

// Get returns the response to the options of a sign-in.
func (a *Authenticator) Get(options map[string]any) map[string]any {
	client, data := a.client("webauthn.get", options), a.data(options["rpId"], nil)
	hash := sha256.Sum256(client)
	signed, how := append(slices.Clone(data), hash[:]...), crypto.SignerOpts(crypto.Hash(0))
	if _, whole := a.Key.(ed25519.PrivateKey); !whole {
		sum := sha256.Sum256(signed)
		signed, how = sum[:], crypto.SHA256
	}
	signature, err := a.Key.Sign(rand.Reader, signed, how)
	if err != nil {
		panic(err)
	}
	return a.response(map[string]any{
		"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature), "userHandle": nil,
	})
}

// publicKey returns the public key as COSE has it.
func (a *Authenticator) publicKey() map[int]any {
	var key map[int]any
	switch public := a.Key.Public().(type) {
	case *ecdsa.PublicKey:
		point, err := public.Bytes() // 4, x, y
		if err != nil {
			panic(err)
		}
		key = map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]}
	case ed25519.PublicKey:
		key = map[int]any{1: 1, 3: -8, -1: 6, -2: []byte(public)}
	case *rsa.PublicKey:
		key = map[int]any{1: 3, 3: -257, -1: public.N.Bytes(), -2: []byte{1, 0, 1}}
	}
	if a.Algorithm != 0 {
		key[3] = a.Algorithm
	}
	return key
}

func (a *Authenticator) response(inner map[string]any) map[string]any {
	return map[string]any{
		"id": text(a.ID), "rawId": text(a.ID), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{"credProps": map[string]any{"rk": true}}, "response": inner,
	}
}

func (a *Authenticator) client(ceremony string, options map[string]any) []byte {
	challenge, _ := options["challenge"].(string)
	if a.Challenge != "" {
		challenge = a.Challenge
	}
	if a.Type != "" {
		ceremony = a.Type
	}
	raw, err := json.Marshal(map[string]any{"type": ceremony, "challenge": challenge, "origin": a.Origin, "crossOrigin": a.CrossFrame})
	if err != nil {
		panic(err)
	}
	return raw
}

func (a *Authenticator) data(domain any, attested []byte) []byte {
	name, _ := domain.(string)
	if a.Domain != "" {
		name = a.Domain
	}
	var flags byte
	for bit, on := range map[byte]bool{1: !a.Absent, 4: a.Verified, 8: a.Eligible, 16: a.BackedUp, 64: attested != nil} {
		if on {
			flags |= bit
		}
	}
	hash := sha256.Sum256([]byte(name))
	return append(binary.BigEndian.AppendUint32(append(hash[:], flags), a.Counter), attested...)
}

func encode(value any) []byte {
	raw, err := webauthncbor.Marshal(value)
	if err != nil {
		panic(err)
	}
	return raw
}

func text(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
