package sql_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"neonauth/sidecar/pgtest"
)

// signed is a test case: a signature, its key and its message.
type signed struct {
	what                    string
	key, message, signature []byte
}

func (s signed) good() bool {
	return len(s.key) == ed25519.PublicKeySize && ed25519.Verify(s.key, s.message, s.signature)
}

func TestEd25519(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t).Owner
	random := mathrand.New(mathrand.NewChaCha8([32]byte{'n', 'e', 'o', 'n'}))
	withComb, without := newSigner(random), newSigner(random)
	buildCombs(t, db, nil, withComb.Public().(ed25519.PublicKey))

	t.Run("1,500 signatures are judged as Go judges them, with combs", func(t *testing.T) {
		t.Parallel()
		var cases []signed
		for len(cases) < 1500 {
			cases = append(cases, mutations(random, withComb)...)
		}
		agree(t, db, cases)
	})
	t.Run("and a few hundred without", func(t *testing.T) {
		t.Parallel()
		random := mathrand.New(mathrand.NewChaCha8([32]byte{'a', 'u', 't', 'h'}))
		var cases []signed
		for len(cases) < 250 {
			cases = append(cases, mutations(random, without)...)
		}
		agree(t, db, cases)
	})
	t.Run("points of small order, as key and as R", func(t *testing.T) {
		t.Parallel()
		random := mathrand.New(mathrand.NewChaCha8([32]byte{'s', 'm', 'a', 'l', 'l'}))
		key := without.Public().(ed25519.PublicKey)
		real := ed25519.Sign(without, []byte("message"))
		zero := make([]byte, 32)
		var cases []signed
		for _, point := range smallOrder(t) {
			for range 4 {
				message := draw(random, 20)
				cases = append(cases,
					signed{"small key, S = 0, R = 0", point, message, slices.Concat(point, zero)},
					signed{"small key, neutral R", point, message, slices.Concat(append([]byte{1}, zero[1:]...), zero)},
					signed{"small R", key, message, slices.Concat(point, real[32:])})
			}
		}
		agree(t, db, cases)
	})
	t.Run("another spelling of a point is refused, as a key too, where Go is lenient", func(t *testing.T) {
		t.Parallel()
		one := append([]byte{1}, make([]byte, 31)...)
		signature := slices.Concat(one, make([]byte, 32)) // holds for the neutral key and any message
		for spelling, want := range map[string]bool{
			hex.EncodeToString(one): true,
			"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": false, // p + 1
			"0100000000000000000000000000000000000000000000000000000000000080": false, // minus zero
			"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff": false,
		} {
			key, _ := hex.DecodeString(spelling)
			if got := verify(t, db, []signed{{"", key, []byte("m"), signature}})[0]; got != want {
				t.Errorf("key %s: %t, want %t", spelling, got, want)
			}
			asR := slices.Concat(key, make([]byte, 32))
			if got := verify(t, db, []signed{{"", one, []byte("m"), asR}})[0]; got != want {
				t.Errorf("R %s: %t, want %t", spelling, got, want)
			}
		}
	})
}

// agree compares the results of the database and of Go, and requires that both valid and invalid cases occur.
func agree(t *testing.T, db *pgxpool.Pool, cases []signed) {
	t.Helper()
	goods := 0
	for i, got := range verify(t, db, cases) {
		want := cases[i].good()
		if got != want {
			t.Errorf("%s: %t, Go returns %t: key %x, message %x, signature %x",
				cases[i].what, got, want, cases[i].key, cases[i].message, cases[i].signature)
		}
		if want {
			goods++
		}
	}
	if goods == 0 || goods == len(cases) {
		t.Errorf("%d of %d cases are good ones: this proves nothing", goods, len(cases))
	}
}

func verify(t *testing.T, db *pgxpool.Pool, cases []signed) []bool {
	t.Helper()
	var keys, messages, signatures [][]byte
	for _, c := range cases {
		keys, messages, signatures = append(keys, c.key), append(messages, c.message), append(signatures, c.signature)
	}
	var verdicts []bool
	err := db.QueryRow(t.Context(), `
		select array_agg(neon_auth_internal.verify_ed25519(c.key, c.message, c.signature) order by c.nr)
		from unnest($1::bytea[], $2::bytea[], $3::bytea[]) with ordinality c (key, message, signature, nr)`,
		keys, messages, signatures).Scan(&verdicts)
	if err != nil {
		t.Fatal(err)
	}
	return verdicts
}

func buildCombs(t *testing.T, db *pgxpool.Pool, keys ...[]byte) {
	t.Helper()
	for _, key := range keys {
		if key == nil {
			key = []byte{}
		}
		if _, err := db.Exec(t.Context(), `select neon_auth_internal.build_comb($1)`, key); err != nil {
			t.Fatal(err)
		}
	}
}

func newSigner(random *mathrand.Rand) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(draw(random, ed25519.SeedSize))
}

func draw(random *mathrand.Rand, size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// mutations returns a valid signature and all its invalid variants.
func mutations(random *mathrand.Rand, signer ed25519.PrivateKey) []signed {
	key := signer.Public().(ed25519.PublicKey)
	message := draw(random, random.IntN(200))
	signature := ed25519.Sign(signer, message)
	flip := func(b []byte, bit int) []byte {
		b = bytes.Clone(b)
		b[bit/8] ^= 1 << (bit % 8)
		return b
	}
	cases := []signed{
		{"good", key, message, signature},
		{"sign of R", key, message, flip(signature, 255)},
		{"S + L", key, message, slices.Concat(signature[:32], plusOrder(signature[32:]))},
		{"other message", key, draw(random, len(message)+1), signature},
		{"longer message", key, append(bytes.Clone(message), 0), signature},
		{"R and S changed places", key, message, slices.Concat(signature[32:], signature[:32])},
		{"short", key, message, signature[:63]},
		{"long", key, message, append(bytes.Clone(signature), 0)},
		{"empty", key, message, []byte{}},
		{"nothing but zeros", key, message, make([]byte, 64)},
		{"top bit of S", key, message, flip(signature, 511)},
	}
	for range 5 {
		cases = append(cases, signed{"bit of the signature", key, message, flip(signature, random.IntN(512))})
	}
	if random.IntN(8) == 0 { // a key without a comb takes the slow way
		cases = append(cases, signed{"bit of the key", flip(key, random.IntN(256)), message, signature})
	}
	return cases
}

func plusOrder(s []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	reversed := bytes.Clone(s)
	slices.Reverse(reversed)
	sum := order.Add(order, new(big.Int).SetBytes(reversed)).FillBytes(make([]byte, 32))
	slices.Reverse(sum)
	return sum
}

// smallOrder are the eight points of order 1, 2, 4 and 8.
func smallOrder(t *testing.T) [][]byte {
	t.Helper()
	var points [][]byte
	for _, spelling := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	} {
		point, err := hex.DecodeString(spelling)
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, point)
	}
	return points
}
