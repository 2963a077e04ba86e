package password

import (
	"strings"
	"testing"
	"time"
)

// foreignHashes were made by other programs: argon2 and bcrypt are test vectors of their authors, the rest is from
// Python's hashlib.
var foreignHashes = map[string]struct{ password, hash string }{
	"bcrypt 2a":         {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
	"bcrypt 2y":         {"U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
	"argon2id":          {"password", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
	"argon2i":           {"password", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"},
	"pbkdf2 of passlib": {"correct horse", "$pbkdf2-sha256$29000$c29tZXNhbHRzb21lc2FsdA$kVjHPX/vjotodBHoH196uxTJ4bsmC3o6BCXL79EdzZM"},
	"pbkdf2 as PHC":     {"correct horse", "$pbkdf2-sha256$i=29000,l=32$c29tZXNhbHRzb21lc2FsdA$kVjHPX/vjotodBHoH196uxTJ4bsmC3o6BCXL79EdzZM"},
	"pbkdf2 of Django":  {"correct horse", "pbkdf2_sha256$29000$somesaltsomesalt$kVjHPX/vjotodBHoH196uxTJ4bsmC3o6BCXL79EdzZM="},
	"scrypt as PHC":     {"correct horse", "$scrypt$ln=14,r=8,p=1$c29tZXNhbHRzb21lc2FsdA$ICojmM1zy3lHlMbN9uc74G5myH6ugCkmKhmEWeSE8jc"},
}

func TestForeignHashes(t *testing.T) {
	t.Parallel()
	h := New(2, 50)
	for name, c := range foreignHashes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !IsForeign(c.hash) {
				t.Fatal("not recognized")
			}
			for password, want := range map[string]bool{c.password: true, c.password + " ": false, "": false} {
				got, err := h.Verify(t.Context(), password, c.hash)
				if err != nil || got != want {
					t.Errorf("%q fits: %v (%v), want %v", password, got, err, want)
				}
			}
		})
	}
}

const foreignKey = "$c29tZXNhbHRzb21lc2FsdA$kVjHPX/vjotodBHoH196uxTJ4bsmC3o6BCXL79EdzZM"

// refusedHashes cost too much or are malformed.
var refusedHashes = map[string]string{
	"bcrypt 2^31":             "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
	"bcrypt 2^15":             "$2a$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
	"bcrypt cut off":          "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
	"argon2 of 4 GiB":         "$argon2id$v=19$m=4194304,t=1,p=1" + foreignKey,
	"argon2 of many passes":   "$argon2id$v=19$m=65536,t=4294967295,p=1" + foreignKey,
	"argon2 of no memory":     "$argon2id$v=19$m=0,t=9999999,p=1" + foreignKey,
	"argon2 of no pass":       "$argon2id$v=19$m=65536,t=0,p=1" + foreignKey,
	"argon2 of no thread":     "$argon2id$v=19$m=65536,t=1,p=0" + foreignKey,
	"argon2 of many threads":  "$argon2id$v=19$m=65536,t=1,p=4000000000" + foreignKey,
	"argon2 of another kind":  "$argon2d$v=19$m=65536,t=1,p=1" + foreignKey,
	"argon2 of 1.0":           "$argon2id$v=16$m=65536,t=1,p=1" + foreignKey,
	"scrypt of 2^30":          "$scrypt$ln=30,r=8,p=1" + foreignKey,
	"scrypt of a huge r":      "$scrypt$ln=14,r=1073741824,p=1" + foreignKey,
	"scrypt of a huge p":      "$scrypt$ln=14,r=8,p=1073741824" + foreignKey,
	"scrypt of a negative N":  "$scrypt$ln=-1,r=8,p=1" + foreignKey,
	"pbkdf2 of 2^31 rounds":   "$pbkdf2-sha256$2147483647" + foreignKey,
	"pbkdf2 of minus one":     "$pbkdf2-sha256$-1" + foreignKey,
	"pbkdf2 of Django's null": "pbkdf2_sha256$0$somesaltsomesalt$kVjHPX/vjotodBHoH196uxTJ4bsmC3o6BCXL79EdzZM=",
	"an empty salt":           "$pbkdf2-sha256$29000$$kVjHPX",
	"an exclamation mark":     "!",
	"nothing":                 "",
	"a megabyte":              "$argon2id$" + strings.Repeat("a", 1<<20),
}

func TestJ17CostBombs(t *testing.T) {
	t.Parallel()
	h := New(2, 50)
	for name, hash := range refusedHashes {
		if IsForeign(hash) {
			t.Errorf("%s is accepted", name)
		}
		start := time.Now()
		if fits, err := h.Verify(t.Context(), "correct horse", hash); fits || err != nil {
			t.Errorf("%s fits: %v (%v)", name, fits, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
