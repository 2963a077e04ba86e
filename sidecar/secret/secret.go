// Package secret derives all keys from the operator's secret. Keys differ by purpose and by branch, so that what one
// branch signs or seals is not valid in another.
package secret

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// Purpose names what a key is used for. Each key serves one purpose.
type Purpose string

// The purposes.
const (
	Cookie     Purpose = "cookie"            // signatures of cookies
	CookieData Purpose = "cookie data"       // signatures of the session kept in a cookie
	SigningKey Purpose = "signing key"       // sealing of the private keys that sign tokens
	Code       Purpose = "one-time code"     // hashes of mailed codes
	Link       Purpose = "verification link" // signatures of links that verify an address
	Mail       Purpose = "mail"              // sealing of codes and links in the outbox
	Setting    Purpose = "setting"           // sealing of passwords in project_config
	Flow       Purpose = "oauth flow"        // sealing of the state of a sign-in with a provider
	Handover   Purpose = "session verifier"  // sealing of a session token that is handed over to another host
	Tokens     Purpose = "provider tokens"   // sealing of tokens from providers
	Factor     Purpose = "second factor"     // sealing of the secrets of authenticator apps
	keyName    Purpose = "key name"          // identifies the secret that sealed a text
)

// SealedPrefix is the prefix of every sealed text.
const SealedPrefix = "v1."

// A Keyring holds the current secret, and the previous one during a rotation.
type Keyring struct{ current, previous []byte }

// ErrSealed is returned if a text was sealed with a secret that is not in the keyring, or was tampered with.
var ErrSealed = errors.New("sealed with another secret")

// samples are fragments of secrets from public documentation.
var samples = []string{"change-me", "changeme", "secret-secret", "example", "better-auth-secret-123456789", "0123456789abcdef0123456789abcdef"}

// New returns a Keyring for the current secret and, if not empty, the previous one. The previous secret verifies and
// opens but does not sign or seal. New returns an error if a secret is missing, shorter than 32 bytes, looks like a
// sample or has few different characters.
func New(current, previous string) (*Keyring, error) {
	if err := check("NEONAUTH_SECRET", current); err != nil {
		return nil, err
	}
	k := &Keyring{current: []byte(current)}
	if previous != "" {
		if err := check("NEONAUTH_SECRET_PREVIOUS", previous); err != nil {
			return nil, err
		}
		k.previous = []byte(previous)
	}
	return k, nil
}

func check(name, secret string) error {
	if secret == "" {
		return fmt.Errorf("%s is not set. Generate one with `openssl rand -hex 32`", name)
	}
	if len(secret) < 32 {
		return fmt.Errorf("%s needs 32 bytes or more, it has %d. Generate one with `openssl rand -hex 32`", name, len(secret))
	}
	for _, sample := range samples {
		if strings.Contains(strings.ToLower(secret), sample) {
			return fmt.Errorf("%s looks like a sample (%q). Generate one with `openssl rand -hex 32`", name, sample)
		}
	}
	distinct := map[rune]bool{}
	for _, r := range secret {
		distinct[r] = true
	}
	if len(distinct) < 8 {
		return fmt.Errorf("%s has only %d different characters. Generate one with `openssl rand -hex 32`", name, len(distinct))
	}
	return nil
}

// Branch returns the keys of the branch with the given identity.
func (k *Keyring) Branch(identity string) Keys { return Keys{k, identity} }

// Keys are the keys of one branch.
type Keys struct {
	ring     *Keyring
	identity string
}

// derive returns the 32 byte key for a purpose. Derivation cannot fail for a key of this length.
func (k Keys) derive(secret []byte, purpose Purpose) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, string(purpose)+"\x00"+k.identity, 32)
	if err != nil {
		panic(err)
	}
	return key
}

// name returns an identifier that distinguishes secrets and reveals nothing about them.
func (k Keys) name(secret []byte) string { return hex.EncodeToString(k.derive(secret, keyName)[:6]) }

// Prefix returns the beginning of every text that is sealed with the current secret.
func (k Keys) Prefix() string { return SealedPrefix + k.name(k.ring.current) + "." }

// Seal encrypts with the current secret. It returns "v1.<name of the key>.<nonce and ciphertext>".
func (k Keys) Seal(purpose Purpose, plain []byte) (string, error) {
	return k.SealFor(purpose, plain, "")
}

// SealFor is Seal bound to a place: only OpenFor with the same place can open it.
func (k Keys) SealFor(purpose Purpose, plain []byte, place string) (string, error) {
	box, err := chacha20poly1305.NewX(k.derive(k.ring.current, purpose))
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return k.Prefix() + base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, plain, []byte(place))), nil
}

// Open decrypts a text from Seal for the same purpose and branch, under the current or the previous secret. It returns
// ErrSealed if that is not possible.
func (k Keys) Open(purpose Purpose, sealed string) ([]byte, error) {
	return k.OpenFor(purpose, sealed, "")
}

// OpenFor decrypts a text from SealFor for the same place. It returns ErrSealed if that is not possible.
func (k Keys) OpenFor(purpose Purpose, sealed, place string) ([]byte, error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != "v1" {
		return nil, ErrSealed
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil, ErrSealed
	}
	for _, secret := range [][]byte{k.ring.current, k.ring.previous} {
		if secret == nil || k.name(secret) != parts[1] {
			continue
		}
		var box cipher.AEAD
		if box, err = chacha20poly1305.NewX(k.derive(secret, purpose)); err != nil {
			return nil, err
		}
		if len(raw) < box.NonceSize() {
			return nil, ErrSealed
		}
		if plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], []byte(place)); err == nil {
			return plain, nil
		}
	}
	return nil, ErrSealed
}
