// Package password hashes and verifies passwords in Better Auth's format: "salt:key", where
// salt is 32 hex characters, used as that text, and key is the hex of 64 bytes of
// scrypt(NFKC(password), salt, N = 16384, r = 16, p = 1).
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"strings"
)

const (
	saltSize = 16
	keySize  = 64
)

// decoySalt replaces the salt of a user who does not exist.
var decoySalt = strings.Repeat("0", 2*saltSize)

// Hasher hashes in a bounded number of slots, behind a bounded queue. A slot computes up to four waiting hashes at
// once, each with its own table of 32 MiB. It needs no closing: idle tables are freed.
type Hasher struct {
	pool *pool
}

// New returns a Hasher with so many slots and room for queue waiting callers. Zero slots means one less than
// GOMAXPROCS, at least one: with a hash on every processor Go polls the network only each 10 or 20 ms. Zero queue
// means 64 callers a slot.
func New(slots, queue int) *Hasher {
	return &Hasher{pool: newPool(slots, queue)}
}

// Hash returns the stored form of a password under a fresh salt. It fails with ErrBusy when the queue is full and with
// the context's error when that ends first. A hash that has begun runs to its end, some 50 ms. The caller bounds the
// length: all of the password is read.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	random := make([]byte, saltSize)
	rand.Read(random) // never fails: Go ends the process first
	salt := hex.EncodeToString(random)
	key, err := h.key(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return salt + ":" + hex.EncodeToString(key), nil
}

// Verify reports whether the password belongs to the stored hash, one of ours or one that IsForeign accepts. Any other
// text, such as "", belongs to no password, and takes as long as one of ours. Errors and bounds are those of Hash.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	if fits := parseForeign(hash); fits != nil {
		matches := false
		err := h.pool.do(ctx, &job{work: func() { matches = fits(password) }})
		return matches && err == nil, err
	}
	salt, want, wellFormed := parse(hash)
	got, err := h.key(ctx, password, salt)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && wellFormed, nil
}

// VerifyNobody takes the time of a Verify for a user who does not exist, so that the response time does not reveal who
// does. It returns the error that Verify would.
func (h *Hasher) VerifyNobody(ctx context.Context, password string) error {
	_, err := h.Verify(ctx, password, "")
	return err
}

// Admit makes room for a caller who verifies a password soon, or fails with ErrBusy: what the caller does before, such
// as counting the attempt, is then not done in vain. Call leave afterwards.
func (h *Hasher) Admit() (leave func(), err error) {
	if !h.pool.admit() {
		return nil, ErrBusy
	}
	return func() { h.pool.admitted.Add(-1) }, nil
}

// Begun returns how many hashes were begun, ours and foreign ones.
func (h *Hasher) Begun() int64 { return h.pool.begun.Load() }

func (h *Hasher) key(ctx context.Context, password, salt string) ([]byte, error) {
	j := &job{password: nfkc(password), salt: []byte(salt)}
	if err := h.pool.do(ctx, j); err != nil {
		return nil, err
	}
	return j.key, nil
}

// parse splits a stored hash; for a malformed one it returns the decoy's parts and false.
func parse(hash string) (salt string, key []byte, wellFormed bool) {
	salt, text, _ := strings.Cut(hash, ":")
	key, err := hex.DecodeString(text)
	_, saltErr := hex.DecodeString(salt)
	if err != nil || saltErr != nil || len(salt) != 2*saltSize || len(key) != keySize {
		return decoySalt, make([]byte, keySize), false
	}
	return salt, key, true
}
