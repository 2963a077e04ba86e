package password

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

// Limits for foreign hashes: each costs about a second and 128 MiB at most. A hash with a higher cost, whatever its
// origin, matches no password, since it would block the sign-ins of other users. SQL enforces the same limits when a
// hash is stored: neon_auth_internal.is_password_hash_acceptable.
const (
	minBcryptCost = 4
	maxBcryptCost = 14
	maxArgonKiB   = 128 << 10
	maxArgonWork  = 1 << 20 // KiB × passes
	maxThreads    = 16
	maxIterations = 2_000_000
	maxScryptSize = 128 << 20 // 128 * r * N
	maxScryptWork = 1 << 19   // N * r * p
)

var (
	bcryptForm = regexp.MustCompile(`^\$2[aby]\$([0-9]{2})\$[A-Za-z0-9./]{53}$`)
	djangoForm = regexp.MustCompile(`^pbkdf2_sha256\$([0-9]{1,7})\$([A-Za-z0-9+/.=_-]{8,})\$([A-Za-z0-9+/]+={0,2})$`)
	// phc splits $name$settings$salt$key.
	phc          = regexp.MustCompile(`^\$(argon2id?\$v=19|scrypt|pbkdf2-sha256)\$([a-z0-9=,]+)\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$`)
	argonForm    = regexp.MustCompile(`^m=([0-9]{1,7}),t=([0-9]{1,7}),p=([0-9]{1,2})$`)
	scryptForm   = regexp.MustCompile(`^ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})$`)
	pbkdf2Rounds = regexp.MustCompile(`^(?:i=)?([0-9]{1,7})(?:,l=[0-9]+)?$`)
)

// A foreign verifies a password against a hash that another program made.
type foreign func(password string) bool

// IsForeign reports whether the hash was made by another program in a format that Verify knows. Replace such a hash with
// one from Hash as soon as the password is available.
func IsForeign(hash string) bool { return parseForeign(hash) != nil }

// parseForeign parses bcrypt ($2a$, $2b$, $2y$), argon2id and argon2i, scrypt and PBKDF2-SHA256 (as PHC strings, and in
// the forms of passlib and Django). It returns nil for any other format, and for hashes that cost too much.
func parseForeign(hash string) foreign {
	if len(hash) > 512 {
		return nil
	}
	if cost := numbers(bcryptForm, hash); cost != nil {
		if cost[0] < minBcryptCost || cost[0] > maxBcryptCost {
			return nil
		}
		return func(password string) bool {
			return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
		}
	}
	if parts := djangoForm.FindStringSubmatch(hash); parts != nil {
		key, err := base64.StdEncoding.DecodeString(parts[3])
		if err != nil {
			return nil
		}
		return pbkdf2SHA256(parts[1], []byte(parts[2]), key)
	}
	parts := phc.FindStringSubmatch(hash)
	if parts == nil {
		return nil
	}
	salt, saltErr := decode(parts[3])
	key, keyErr := decode(parts[4])
	if saltErr != nil || keyErr != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return nil
	}
	switch parts[1] {
	case "scrypt":
		return scryptPHC(parts[2], salt, key)
	case "pbkdf2-sha256":
		return pbkdf2SHA256(parts[2], salt, key)
	}
	return argon2PHC(parts[1], parts[2], salt, key)
}

// numbers returns the integers that a pattern captures, or nil if the text does not match.
func numbers(form *regexp.Regexp, text string) (read []int) {
	parts := form.FindStringSubmatch(text)
	if parts == nil {
		return nil
	}
	for _, part := range parts[1:] {
		number, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		read = append(read, number)
	}
	return read
}

// decode decodes base64 without padding. passlib writes a dot instead of a plus.
func decode(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.ReplaceAll(text, ".", "+"))
}

func argon2PHC(name, settings string, salt, key []byte) foreign {
	cost := numbers(argonForm, settings)
	// With less than 8 KiB per thread, argon2 uses 8 KiB anyway: zero memory and a billion passes would look like no work.
	if cost == nil || cost[0] < 8*cost[2] || cost[0] > maxArgonKiB || cost[1] < 1 || cost[0]*cost[1] > maxArgonWork ||
		cost[2] < 1 || cost[2] > maxThreads {
		return nil
	}
	derive := argon2.IDKey
	if strings.HasPrefix(name, "argon2i$") {
		derive = argon2.Key
	}
	return func(password string) bool {
		return same(derive([]byte(password), salt, uint32(cost[1]), uint32(cost[0]), uint8(cost[2]), uint32(len(key))), key)
	}
}

func scryptPHC(settings string, salt, key []byte) foreign {
	cost := numbers(scryptForm, settings)
	if cost == nil {
		return nil
	}
	log, r, p := cost[0], cost[1], cost[2]
	if log < 1 || log > 20 || r < 1 || r > 64 || p < 1 || p > maxThreads || 128*r<<log > maxScryptSize || r*p<<log > maxScryptWork {
		return nil
	}
	return func(password string) bool {
		got, err := scrypt.Key([]byte(password), salt, 1<<log, r, p, len(key))
		return err == nil && same(got, key)
	}
}

func pbkdf2SHA256(settings string, salt, key []byte) foreign {
	rounds := numbers(pbkdf2Rounds, settings)
	if rounds == nil || rounds[0] < 1 || rounds[0] > maxIterations || len(key) < 16 || len(key) > 64 {
		return nil
	}
	return func(password string) bool {
		got, err := pbkdf2.Key(sha256.New, password, salt, rounds[0], len(key))
		return err == nil && same(got, key)
	}
}

func same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
