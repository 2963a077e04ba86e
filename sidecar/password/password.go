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

// decoySalt is the salt for users who do not exist.
var decoySalt = strings.Repeat("0", 2*saltSize)

// Hasher hashes in a bounded number of slots, behind a bounded queue. A slot computes up to four waiting hashes at
// once, each with its own table of 32 MiB. It does not need to be closed: idle tables are freed.
type Hasher struct {
	pool *pool
}

// New returns a Hasher with the given number of slots, and room for queue waiting callers. 0 slots means one less than
// GOMAXPROCS, but at least one: if every processor hashes, Go polls the network only every 10 to 20 ms. 0 for queue
// means 64 callers per slot.
func New(slots, queue int) *Hasher {
	return &Hasher{pool: newPool(slots, queue)}
}

// Hash returns the stored form of a password under a fresh salt. It returns ErrBusy if the queue is full, and the
// context's error if the context ends before the hash begins. A hash that has begun is completed, which takes about
// 50 ms. The caller must bound the length of the password, because all of it is hashed.
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

// Verify reports whether the password matches the stored hash: neonauth's own format or one that IsForeign accepts. Any
// other text, such as "", matches no password, and takes the same time. Errors and bounds are those of Hash.
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

// VerifyDecoy takes as long as Verify. Call it for a user who does not exist, so that the response time does not reveal
// which users do. It returns the error that Verify would return.
func (h *Hasher) VerifyDecoy(ctx context.Context, password string) error {
	_, err := h.Verify(ctx, password, "")
	return err
}

// Admit reserves room for a caller who will verify a password soon, or returns ErrBusy. Call it before work such as
// counting the attempt, so that this work is not wasted. Call leave when done.
func (h *Hasher) Admit() (leave func(), err error) {
	if !h.pool.admit() {
		return nil, ErrBusy
	}
	return func() { h.pool.admitted.Add(-1) }, nil
}

// Begun returns how many hashes have begun, including those in foreign formats.
func (h *Hasher) Begun() int64 { return h.pool.begun.Load() }

func (h *Hasher) key(ctx context.Context, password, salt string) ([]byte, error) {
	j := &job{password: nfkc(password), salt: []byte(salt)}
	if err := h.pool.do(ctx, j); err != nil {
		return nil, err
	}
	return j.key, nil
}

// parse splits a stored hash. If it is malformed, parse returns the decoy's parts and false.
func parse(hash string) (salt string, key []byte, wellFormed bool) {
	salt, text, _ := strings.Cut(hash, ":")
	key, err := hex.DecodeString(text)
	_, saltErr := hex.DecodeString(salt)
	if err != nil || saltErr != nil || len(salt) != 2*saltSize || len(key) != keySize {
		return decoySalt, make([]byte, keySize), false
	}
	return salt, key, true
}
