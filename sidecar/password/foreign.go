package password

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/crypto/scrypt"
)

// What a foreign hash may cost, each about a second and 128 MiB at most. One that asks for more, of whatever origin,
// belongs to no password: it would stop the sign-ins of all the others.
const (
	maxBcryptCost = 14
	maxArgonKiB   = 128 << 10
	maxArgonWork  = 1 << 20 // KiB times passes
	maxThreads    = 16
	maxIterations = 2_000_000
	maxScryptSize = 128 << 20 // 128 * r * N
	maxScryptWork = 1 << 19   // N * r * p
)

// A foreign is a hash that another program made.
type foreign func(password string) bool

// phc splits $name$v=19$settings$salt$key.
var phc = regexp.MustCompile(`^\$(argon2id|argon2i|scrypt|pbkdf2-sha256)(?:\$v=(\d+))?\$([a-z0-9=,]+)\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$`)

// IsForeign tells a hash that another program made, and that Verify knows: it is to be replaced by one of ours as
// soon as the password is at hand.
func IsForeign(hash string) bool { return parseForeign(hash) != nil }

// parseForeign reads bcrypt ($2a$, $2b$, $2y$), argon2id and argon2i, scrypt and PBKDF2-SHA256 (as PHC strings,
// passlib's and Django's); nil for what is none of them, or costs too much.
func parseForeign(hash string) foreign {
	switch {
	case len(hash) > 512:
		return nil
	case strings.HasPrefix(hash, "$2a$"), strings.HasPrefix(hash, "$2b$"), strings.HasPrefix(hash, "$2y$"):
		if cost, err := bcrypt.Cost([]byte(hash)); err != nil || cost > maxBcryptCost || len(hash) != 60 {
			return nil
		}
		return func(password string) bool {
			return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil
		}
	case strings.HasPrefix(hash, "pbkdf2_sha256$"):
		parts := strings.Split(hash, "$")
		if len(parts) != 4 {
			return nil
		}
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
	salt, saltErr := decode(parts[4])
	key, keyErr := decode(parts[5])
	if saltErr != nil || keyErr != nil || len(salt) < 8 {
		return nil
	}
	switch parts[1] {
	case "scrypt":
		return scryptPHC(parts[3], salt, key)
	case "pbkdf2-sha256":
		return pbkdf2SHA256(strings.TrimPrefix(strings.Split(parts[3], ",")[0], "i="), salt, key)
	}
	return argon2PHC(parts[1], parts[2], parts[3], salt, key)
}

// decode reads base64 without padding; passlib writes a dot for a plus.
func decode(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.ReplaceAll(text, ".", "+"))
}

func argon2PHC(name, version, settings string, salt, key []byte) foreign {
	var memory, passes, threads uint32
	n, err := fmt.Sscanf(settings, "m=%d,t=%d,p=%d", &memory, &passes, &threads)
	if n != 3 || err != nil || version != strconv.Itoa(argon2.Version) || len(key) < 16 || len(key) > 64 ||
		passes < 1 || threads < 1 || threads > maxThreads || memory > maxArgonKiB || uint64(memory)*uint64(passes) > maxArgonWork {
		return nil
	}
	derive := argon2.IDKey
	if name == "argon2i" {
		derive = argon2.Key
	}
	return func(password string) bool {
		return same(derive([]byte(password), salt, passes, memory, uint8(threads), uint32(len(key))), key)
	}
}

func scryptPHC(settings string, salt, key []byte) foreign {
	var log, r, p int
	n, err := fmt.Sscanf(settings, "ln=%d,r=%d,p=%d", &log, &r, &p)
	if n != 3 || err != nil || log < 1 || log > 20 || r < 1 || r > 64 || p < 1 || p > maxThreads || len(key) < 16 || len(key) > 64 ||
		128*r<<log > maxScryptSize || r*p<<log > maxScryptWork {
		return nil
	}
	return func(password string) bool {
		got, err := scrypt.Key([]byte(password), salt, 1<<log, r, p, len(key))
		return err == nil && same(got, key)
	}
}

func pbkdf2SHA256(rounds string, salt, key []byte) foreign {
	iterations, err := strconv.Atoi(rounds)
	if err != nil || iterations < 1 || iterations > maxIterations || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return nil
	}
	return func(password string) bool {
		got, err := pbkdf2.Key(sha256.New, password, salt, iterations, len(key))
		return err == nil && same(got, key)
	}
}

func same(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
