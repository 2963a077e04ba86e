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

// What a foreign hash may cost, each about a second and 128 MiB at most. One that asks for more, of whatever origin,
// belongs to no password: it would stop the sign-ins of all the others. SQL has the same limits, for whoever stores a
// hash: neon_auth_internal.is_password_hash_acceptable.
const (
	minBcryptCost = 4
	maxBcryptCost = 14
	maxArgonKiB   = 128 << 10
	maxArgonWork  = 1 << 20 // KiB times passes
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

// A foreign is a hash that another program made.
type foreign func(password string) bool

// IsForeign tells a hash that another program made, and that Verify knows: it is to be replaced by one of ours as
// soon as the password is at hand.
func IsForeign(hash string) bool { return parseForeign(hash) != nil }

// parseForeign reads bcrypt ($2a$, $2b$, $2y$), argon2id and argon2i, scrypt and PBKDF2-SHA256 (as PHC strings,
// passlib's and Django's); nil for what is none of them, or costs too much.
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

// numbers reads what a form captures, none of it longer than an int; nil when the text is not of that form.
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

// decode reads base64 without padding; passlib writes a dot for a plus.
func decode(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.ReplaceAll(text, ".", "+"))
}

func argon2PHC(name, settings string, salt, key []byte) foreign {
	cost := numbers(argonForm, settings)
	// Told less than 8 KiB a thread, argon2 takes 8: no memory and a billion passes would look like no work.
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
