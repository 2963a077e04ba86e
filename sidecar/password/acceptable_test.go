package password

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// atTheLimits returns hashes that are just within the limits, and hashes just beyond them.
func atTheLimits() (hashes []string) {
	for _, cost := range []int{0, 3, 4, 14, 15, 31} {
		hashes = append(hashes, fmt.Sprintf("$2b$%02d$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", cost))
	}
	for _, settings := range []string{
		"$argon2id$v=19$m=131072,t=8,p=16", "$argon2id$v=19$m=131072,t=9,p=1", "$argon2i$v=19$m=131073,t=1,p=1",
		"$argon2id$v=19$m=8,t=131072,p=1", "$argon2id$v=19$m=8,t=131073,p=1", "$argon2id$v=19$m=7,t=1,p=1", "$argon2id$v=19$m=8,t=1,p=2",
		"$argon2id$v=19$m=65536,t=3,p=17", "$argon2id$v=19$m=+65536,t=3,p=4", "$argon2id$v=19$m=65536,t=3,p=4,data=x", "$argon2id$m=65536,t=3,p=4",
		"$scrypt$ln=16,r=8,p=1", "$scrypt$ln=16,r=8,p=2", "$scrypt$ln=17,r=4,p=1", "$scrypt$ln=14,r=32,p=1", "$scrypt$ln=14,r=33,p=1",
		"$scrypt$ln=20,r=1,p=1", "$scrypt$ln=21,r=1,p=1", "$scrypt$ln=0,r=8,p=1", "$scrypt$ln=1,r=64,p=16", "$scrypt$ln=1,r=65,p=1",
		"$pbkdf2-sha256$2000000", "$pbkdf2-sha256$2000001", "$pbkdf2-sha256$0", "$pbkdf2-sha256$i=1,l=32", "$pbkdf2-sha256$i=1,x=32",
	} {
		hashes = append(hashes, settings+foreignKey)
	}
	for size := range 90 {
		hashes = append(hashes,
			"$pbkdf2-sha256$1$c29tZXNhbHQ$"+strings.Repeat("a", size), "$pbkdf2-sha256$1$"+strings.Repeat("a", size)+"$kVjHPX/vjotodBHoH196uw",
			"pbkdf2_sha256$1$somesaltsomesalt$"+strings.Repeat("a", size), "pbkdf2_sha256$1$somesaltsomesalt$"+strings.Repeat("a", size)+"=",
			"pbkdf2_sha256$1$somesaltsomesalt$"+strings.Repeat("a", size)+"==", "pbkdf2_sha256$1$"+strings.Repeat("a", size)+"$kVjHPX/vjotodBHoH196uw==")
	}
	return append(hashes, "$pbkdf2-sha256$1$"+strings.Repeat("a", 460)+"$kVjHPX/vjotodBHoH196uw", "$pbkdf2-sha256$1$"+strings.Repeat("a", 476)+"$kVjHPX/vjotodBHoH196uw")
}

// TestJ17SQLAndGoAgree: SQL accepts exactly the hashes that the sidecar can verify.
func TestJ17SQLAndGoAgree(t *testing.T) {
	t.Parallel()
	ours, err := New(1, 1).Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	hashes := append(atTheLimits(), ours, strings.ToUpper(ours), ours[1:], ours+"0", strings.Replace(ours, ":", "", 1))
	hashes = append(hashes, slices.Collect(maps.Values(refusedHashes))...)
	good := []string{ours}
	for _, c := range foreignHashes {
		good = append(good, c.hash)
	}
	for _, hash := range good {
		for i := range hash {
			for _, letter := range []string{"", "$", "9", "=", ".", "-", "é", "٣", "\n", "ſ"} {
				hashes = append(hashes, hash[:i]+letter+hash[i+1:], hash[:i]+letter+hash[i:])
			}
		}
		hashes = append(hashes, hash, hash+"\n", "\n"+hash, hash+" ")
	}

	rows, err := pgtest.New(t).Owner.Query(t.Context(),
		`select neon_auth_internal.is_password_hash_acceptable(h) from unnest($1::text[]) with ordinality u (h, nr) order by nr`, hashes)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for i, hash := range hashes {
		_, _, isOurs := parse(hash)
		if isTaken := isOurs || IsForeign(hash); isTaken != answers[i] {
			t.Errorf("%q: accepted by the sidecar: %v, by SQL: %v", hash, isTaken, answers[i])
		} else if isTaken {
			taken++
		}
	}
	if taken < 1000 || taken == len(hashes) {
		t.Errorf("%d of %d are accepted", taken, len(hashes))
	}
}
