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

// decoySalt stands in for the salt of a person who does not exist.
var decoySalt = strings.Repeat("0", 2*saltSize)

// Hasher hashes in a bounded number of slots, each with its own table of 32 MiB, behind a
// bounded queue. It needs no closing: tables that lie idle are given back.
type Hasher struct {
	pool *pool
}

// New makes a Hasher that runs up to slots hashes at once, with up to queue callers waiting.
// Zero slots means one less than GOMAXPROCS, at least one: with a hash on every processor Go
// looks at the network only each 10 or 20 ms. Zero queue means 64 callers a slot.
func New(slots, queue int) *Hasher {
	return &Hasher{pool: newPool(slots, queue)}
}

// Hash returns the stored form of a password under a fresh salt. It fails with ErrBusy when
// the queue is full and with the context's error when that ends first. A hash that has begun
// runs to its end, some 50 ms. The caller bounds the length: all of the password is read.
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

// Verify tells whether the password belongs to the stored hash, ours or one that IsForeign
// knows. Any other, such as "", belongs to no password, and finding that out takes as long as
// for one of ours. Errors and bounds are those of Hash.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (bool, error) {
	if fits := parseForeign(hash); fits != nil {
		table, err := h.pool.take(ctx) // one of the slots, whatever it is hashed with
		if err != nil {
			return false, err
		}
		defer h.pool.put(table)
		return fits(password), nil
	}
	salt, want, wellFormed := parse(hash)
	got, err := h.key(ctx, password, salt)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && wellFormed, nil
}

// VerifyNobody takes the time of a Verify for a person who does not exist, so that the clock
// does not tell who does. Its error is what Verify's would have been.
func (h *Hasher) VerifyNobody(ctx context.Context, password string) error {
	_, err := h.Verify(ctx, password, "")
	return err
}

// Begun tells how many hashes were begun, ours and foreign ones.
func (h *Hasher) Begun() int64 { return h.pool.taken.Load() }

func (h *Hasher) key(ctx context.Context, password, salt string) ([]byte, error) {
	table, err := h.pool.take(ctx)
	if err != nil {
		return nil, err
	}
	defer h.pool.put(table)
	return table.derive(nfkc(password), []byte(salt), keySize)
}

// parse splits a stored hash; of a malformed one it gives the decoy's parts and false.
func parse(hash string) (salt string, key []byte, wellFormed bool) {
	salt, text, _ := strings.Cut(hash, ":")
	key, err := hex.DecodeString(text)
	_, saltErr := hex.DecodeString(salt)
	if err != nil || saltErr != nil || len(salt) != 2*saltSize || len(key) != keySize {
		return decoySalt, make([]byte, keySize), false
	}
	return salt, key, true
}
