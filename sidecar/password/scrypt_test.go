package password

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/crypto/scrypt"
)

func TestDeriveGivesTheVectorsOfRFC7914(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		password, salt string
		n, r           int
		key            string
	}{
		{
			"", "", 16, 1,
			"77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442" +
				"fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
		},
		{
			"pleaseletmein", "SodiumChloride", 16384, 8,
			"7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
				"d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
		},
	} {
		key, err := newTable(v.n, v.r).derive(v.password, []byte(v.salt), 64)
		if err != nil || hex.EncodeToString(key) != v.key {
			t.Errorf("N=%d r=%d: %x, %v", v.n, v.r, key, err)
		}
	}
}

func TestDeriveEqualsXCrypto(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 8, 64, 256, 1024} {
		for _, r := range []int{1, 2, 3, 8, 16} {
			table := newTable(n, r)
			for range 3 { // the table is used again, as a Hasher does
				password, salt := randomBytes(rand.IntN(100)), randomBytes(rand.IntN(100))
				size := 1 + rand.IntN(100)
				got, err := table.derive(string(password), salt, size)
				if err != nil {
					t.Fatal(err)
				}
				want, err := scrypt.Key(password, salt, n, r, 1, size)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("N=%d r=%d password %x salt %x: %x, want %x", n, r, password, salt, got, want)
				}
			}
		}
	}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

func BenchmarkDerive(b *testing.B) {
	password, salt := "correct horse battery staple", []byte(strings.Repeat("0f", 16))
	b.Run("ours", func(b *testing.B) {
		table := newTable(16384, 16)
		for b.Loop() {
			if _, err := table.derive(password, salt, 64); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("x/crypto", func(b *testing.B) {
		for b.Loop() {
			if _, err := scrypt.Key([]byte(password), salt, 16384, 16, 1, 64); err != nil {
				b.Fatal(err)
			}
		}
	})
}
