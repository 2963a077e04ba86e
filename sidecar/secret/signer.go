package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"sync"
)

// A Signer signs and verifies texts for one purpose.
type Signer struct{ current, previous *macs }

// Signer returns the branch's signer for a purpose. Keep it, because deriving the key takes microseconds.
func (k Keys) Signer(purpose Purpose) Signer {
	s := Signer{current: newMACs(k.derive(k.ring.current, purpose))}
	if k.ring.previous != nil {
		s.previous = newMACs(k.derive(k.ring.previous, purpose))
	}
	return s
}

// Sum returns the HMAC-SHA256 of a text under the current secret.
func (s Signer) Sum(text string) []byte { return s.current.sum(text) }

// Sums returns the text's HMACs under the current and the previous secret, to look up a stored one.
func (s Signer) Sums(text string) [][]byte {
	sums := [][]byte{s.current.sum(text)}
	if s.previous != nil {
		sums = append(sums, s.previous.sum(text))
	}
	return sums
}

// Verify reports in constant time whether mac is the text's HMAC under the current or the previous secret.
func (s Signer) Verify(text string, mac []byte) bool {
	return s.current.verify(text, mac) || (s.previous != nil && s.previous.verify(text, mac))
}

// VerifyText is Verify for an HMAC in base64, the form used in cookies.
func (s Signer) VerifyText(text, mac string) bool {
	var raw [sha256.Size + 2]byte
	if len(mac) != base64.StdEncoding.EncodedLen(sha256.Size) {
		return false
	}
	n, err := base64.StdEncoding.Decode(raw[:], []byte(mac))
	return err == nil && s.Verify(text, raw[:n])
}

// macs are reusable HMAC states of one key. A new state would hash the key first.
type macs struct{ idle sync.Pool }

type macState struct {
	hash.Hash
	sum  [sha256.Size]byte
	text []byte // the text, as bytes
}

// write adds a text. It keeps the copy's memory, which io.WriteString would allocate each time.
func (s *macState) write(text string) {
	s.text = append(s.text[:0], text...)
	_, _ = s.Write(s.text) // never fails
	clear(s.text)
}

func newMACs(key []byte) *macs {
	return &macs{sync.Pool{New: func() any { return &macState{Hash: hmac.New(sha256.New, key)} }}}
}

func (m *macs) sum(text string) []byte {
	state := m.idle.Get().(*macState)
	defer m.idle.Put(state)
	state.Reset()
	state.write(text)
	return state.Sum(nil)
}

func (m *macs) verify(text string, mac []byte) bool {
	state := m.idle.Get().(*macState)
	defer m.idle.Put(state)
	state.Reset()
	state.write(text)
	return hmac.Equal(mac, state.Sum(state.sum[:0]))
}
