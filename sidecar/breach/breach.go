// Package breach recognizes passwords that are known to attackers, and reads lists of them. Only a part of a password's hash
// leaves this program: its first 20 bits, which many passwords share.
package breach

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // it identifies passwords in public lists, and protects none
	"encoding/binary"
	"slices"

	"golang.org/x/text/unicode/norm"
)

// suffixSize is the size of the part of a hash that is stored after its prefix: bits 20 to 51.
const suffixSize = 4

// A Hash is what is stored of a SHA-1 hash: the prefix in the upper 32 bits, and the suffix.
type Hash uint64

// hashOf returns what is stored of a SHA-1 hash.
func hashOf(sum []byte) Hash {
	bits := binary.BigEndian.Uint64(sum)
	return Hash(bits>>44<<32 | bits>>12&0xffffffff)
}

// Prefix returns the first 20 bits.
func (h Hash) Prefix() int32 { return int32(h >> 32) }

func (h Hash) suffix() []byte { return binary.BigEndian.AppendUint32(nil, uint32(h)) }

// A Candidate is a password by its hashes.
type Candidate []Hash

// Hashes returns the hashes of a password: as it was entered, and in the normal form that is stored, in which full-width
// letters are plain ones.
func Hashes(password string) Candidate {
	entered, normal := sha1.Sum([]byte(password)), sha1.Sum(norm.NFKC.Bytes([]byte(password)))
	return slices.Compact(Candidate{hashOf(entered[:]), hashOf(normal[:])})
}

// Prefixes returns what to ask the database for.
func (c Candidate) Prefixes() []int32 {
	prefixes := make([]int32, len(c))
	for i, h := range c {
		prefixes[i] = h.Prefix()
	}
	return prefixes
}

// In reports whether the password is among those of a prefix.
func (c Candidate) In(prefix int32, suffixes []byte) bool {
	for _, h := range c {
		if h.Prefix() != prefix {
			continue
		}
		for known := range slices.Chunk(suffixes, suffixSize) {
			if bytes.Equal(known, h.suffix()) {
				return true
			}
		}
	}
	return false
}
