package password

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
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
		for _, m := range mixers() {
			jobs, tables := make([]*job, m.lanes), make([]*table, m.lanes)
			for lane := range jobs {
				jobs[lane], tables[lane] = &job{password: v.password, salt: []byte(v.salt)}, newTable(v.n, v.r)
			}
			deriveWith(m, tables, jobs, 64)
			for lane, j := range jobs {
				if j.err != nil || hex.EncodeToString(j.key) != v.key {
					t.Errorf("%s, lane %d, N=%d r=%d: %x, %v", m.name, lane, v.n, v.r, j.key, j.err)
				}
			}
		}
	}
}

// Each implementation, with each number of hashes at once, equals x/crypto/scrypt on random inputs: 10,000 in all
// where the processor has every implementation, some with tables that were used before.
func TestEachMixerEqualsXCrypto(t *testing.T) {
	t.Parallel()
	for _, m := range mixers() {
		for _, n := range []int{2, 8, 64, 256} {
			for _, r := range []int{1, 2, 3, 8, 16} {
				tables := []*table{newTable(n, r), newTable(n, r), newTable(n, r), newTable(n, r)}
				for round := range 30 {
					size := 1 + rand.IntN(100)
					var jobs []*job
					for range 1 + round%maxLanes {
						jobs = append(jobs, &job{password: string(randomBytes(rand.IntN(100))), salt: randomBytes(rand.IntN(100))})
					}
					deriveWith(m, tables, jobs, size)
					for lane, j := range jobs {
						want, err := scrypt.Key([]byte(j.password), j.salt, n, r, 1, size)
						if err != nil || j.err != nil {
							t.Fatal(err, j.err)
						}
						if !bytes.Equal(j.key, want) {
							t.Fatalf("%s, %d of %d hashes, N=%d r=%d password %x salt %x: %x, want %x",
								m.name, lane+1, len(jobs), n, r, j.password, j.salt, j.key, want)
						}
					}
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
