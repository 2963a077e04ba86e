// Package secret derives every key from the operator's secret: by purpose, and by branch, so that what one
// branch signs or seals means nothing in another.
package secret

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
)

// Purpose names what a key is for. A key serves one purpose only.
type Purpose string

// The purposes.
const (
	Cookie     Purpose = "cookie"            // signatures of cookies
	CookieData Purpose = "cookie data"       // signatures of the session kept in a cookie
	SigningKey Purpose = "signing key"       // sealing of the private keys that sign tokens
	Code       Purpose = "one-time code"     // hashes of mailed codes
	Link       Purpose = "verification link" // signatures of links that prove an address
	Mail       Purpose = "mail"              // sealing of codes and links on their way to a mail
	Setting    Purpose = "setting"           // sealing of passwords in project_config
	Flow       Purpose = "oauth flow"        // sealing of what the way to a provider and back needs
	Handover   Purpose = "session verifier"  // sealing of a session's token that another host may fetch
	Tokens     Purpose = "provider tokens"   // sealing of tokens that providers gave
	keyName    Purpose = "key name"          // tells which secret sealed something
)

// SealedPrefix is what everything sealed begins with.
const SealedPrefix = "v1."

// A Keyring holds the secret, and the one before it while secrets are exchanged.
type Keyring struct{ current, previous []byte }

// ErrSealed tells that something was sealed with a secret that is not here, or was tampered with.
var ErrSealed = errors.New("sealed with another secret")

// samples are secrets that stand in documentation somewhere.
var samples = []string{"change-me", "changeme", "secret-secret", "example", "better-auth-secret-123456789", "0123456789abcdef0123456789abcdef"}

// New takes the secret, 32 bytes or more, and optionally the previous one, which verifies and opens but no longer
// signs or seals. Short, sample-like and monotonous secrets are refused.
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
	if len(secret) < 32 {
		return fmt.Errorf("%s needs 32 bytes or more, it has %d: try openssl rand -hex 32", name, len(secret))
	}
	for _, sample := range samples {
		if strings.Contains(strings.ToLower(secret), sample) {
			return fmt.Errorf("%s looks like a sample (%q): try openssl rand -hex 32", name, sample)
		}
	}
	distinct := map[rune]bool{}
	for _, r := range secret {
		distinct[r] = true
	}
	if len(distinct) < 8 {
		return fmt.Errorf("%s has only %d different characters: try openssl rand -hex 32", name, len(distinct))
	}
	return nil
}

// Branch gives the keys of one branch, by its identity.
func (k *Keyring) Branch(identity string) Keys { return Keys{k, identity} }

// Keys are the keys of one branch.
type Keys struct {
	ring     *Keyring
	identity string
}

// derive gives the 32 byte key for a purpose. Derivation cannot fail for a key of that length.
func (k Keys) derive(secret []byte, purpose Purpose) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, string(purpose)+"\x00"+k.identity, 32)
	if err != nil {
		panic(err)
	}
	return key
}

// A Signer signs and verifies texts for one purpose.
type Signer struct{ current, previous *macs }

// Signer gives a branch's signer for a purpose. Deriving costs microseconds: keep it.
func (k Keys) Signer(purpose Purpose) Signer {
	s := Signer{current: newMACs(k.derive(k.ring.current, purpose))}
	if k.ring.previous != nil {
		s.previous = newMACs(k.derive(k.ring.previous, purpose))
	}
	return s
}

// Sum is the HMAC-SHA256 of a text under the current secret.
func (s Signer) Sum(text string) []byte { return s.current.sum(text) }

// Sums are the text's HMACs under the current secret and the previous one, to look for something that was kept.
func (s Signer) Sums(text string) [][]byte {
	sums := [][]byte{s.current.sum(text)}
	if s.previous != nil {
		sums = append(sums, s.previous.sum(text))
	}
	return sums
}

// Verify says in constant time whether the HMAC is the text's, under the current secret or the previous one.
func (s Signer) Verify(text string, mac []byte) bool {
	return s.current.verify(text, mac) || (s.previous != nil && s.previous.verify(text, mac))
}

// VerifyText is Verify with the HMAC in base64, as cookies have it.
func (s Signer) VerifyText(text, mac string) bool {
	var raw [sha256.Size + 2]byte
	if len(mac) != base64.StdEncoding.EncodedLen(sha256.Size) {
		return false
	}
	n, err := base64.StdEncoding.Decode(raw[:], []byte(mac))
	return err == nil && s.Verify(text, raw[:n])
}

// macs are HMAC states of one key, for use again: a new one hashes the key first.
type macs struct{ idle sync.Pool }

type macState struct {
	hash.Hash
	sum [sha256.Size]byte
}

func newMACs(key []byte) *macs {
	return &macs{sync.Pool{New: func() any { return &macState{Hash: hmac.New(sha256.New, key)} }}}
}

func (m *macs) sum(text string) []byte {
	state := m.idle.Get().(*macState)
	defer m.idle.Put(state)
	state.Reset()
	_, _ = io.WriteString(state, text) // never fails
	return state.Sum(nil)
}

func (m *macs) verify(text string, mac []byte) bool {
	state := m.idle.Get().(*macState)
	defer m.idle.Put(state)
	state.Reset()
	_, _ = io.WriteString(state, text) // never fails
	return hmac.Equal(mac, state.Sum(state.sum[:0]))
}

// name tells two secrets apart without telling anything about them.
func (k Keys) name(secret []byte) string { return hex.EncodeToString(k.derive(secret, keyName)[:6]) }

// Seal encrypts with the current secret: "v1.<name of the key>.<nonce and ciphertext>".
func (k Keys) Seal(purpose Purpose, plain []byte) (string, error) {
	return k.SealFor(purpose, plain, "")
}

// SealFor is Seal for one place: OpenFor opens it with the same place only.
func (k Keys) SealFor(purpose Purpose, plain []byte, place string) (string, error) {
	box, err := chacha20poly1305.NewX(k.derive(k.ring.current, purpose))
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	return SealedPrefix + k.name(k.ring.current) + "." + base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, plain, []byte(place))), nil
}

// Open decrypts what Seal made for the same purpose and branch under the current secret or the previous one,
// else ErrSealed.
func (k Keys) Open(purpose Purpose, sealed string) ([]byte, error) {
	return k.OpenFor(purpose, sealed, "")
}

// OpenFor decrypts what SealFor made for the same place, else ErrSealed.
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
