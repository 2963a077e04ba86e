package api_test

import (
	"crypto/sha1"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/breach"
)

const leaked = "leaked-password-1"

// know adds passwords to those that are known to attackers.
func (h *harness) know(words ...string) {
	h.Helper()
	for batch, err := range breach.Open(strings.NewReader(strings.Join(words, "\n"))).Batches() {
		if err != nil {
			h.Fatal(err)
		}
		prefixes, suffixes := breach.Group(batch)
		h.sql(`select neon_auth.add_breached_passwords($1, $2)`, prefixes, suffixes)
	}
}

// TestBreachedPasswordsAreRefusedWhereverOneIsSet (L04): at sign-up, reset by link and by code, change, and by administrators,
// and nothing has changed after the refusal.
func TestBreachedPasswordsAreRefusedWhereverOneIsSet(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.know(leaked, "passwordpassword")
	h.sql(`select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'true'), neon_auth.set('rateLimit.enabled', 'false'), neon_auth.set('plugin_configs.phoneNumber.enabled', 'true')`)
	c := h.client().enter("ada@example.com")
	admin := h.client().enter("root@example.com")
	h.sql(`update neon_auth."user" set role = 'admin' where email = 'root@example.com'`)
	id := value[string](h, `select id::text from neon_auth."user" where email = 'ada@example.com'`)
	before := value[string](h, `select string_agg(a::text, ' ' order by a.id) from neon_auth.account a`)
	for name, try := range map[string]func(word string) answer{
		"sign-up": func(word string) answer {
			return h.client().post("/sign-up/email", map[string]any{"email": "bob@example.com", "name": "Bob", "password": word})
		},
		"change": func(word string) answer {
			return c.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": word})
		},
		"change with a wrong password": func(word string) answer {
			return c.post("/change-password", map[string]any{"currentPassword": "wrong-password", "newPassword": word})
		},
		"reset by link": func(word string) answer {
			h.sql(`delete from neon_auth.verification`)
			h.sql(`insert into neon_auth.verification (identifier, value, "expiresAt") values ('reset-password:' || encode(sha256('token'), 'hex'), $1, now() + interval '1 hour')`, id)
			return h.client().post("/reset-password", map[string]any{"token": "token", "newPassword": word})
		},
		"reset by code": func(word string) answer {
			return h.client().post("/email-otp/reset-password", map[string]any{"email": "ada@example.com", "otp": "000000", "password": word})
		},
		"reset by code, the SDK's name": func(word string) answer {
			return h.client().post("/email-otp/passcode", map[string]any{"email": "ada@example.com", "otp": "000000", "password": word})
		},
		"reset by phone": func(word string) answer {
			return h.client().post("/phone-number/reset-password", map[string]any{"phoneNumber": "+4915123456789", "otp": "000000", "newPassword": word})
		},
		"created by an administrator": func(word string) answer {
			return admin.post("/admin/create-user", map[string]any{"email": "eve@example.com", "name": "Eve", "password": word})
		},
		"set by an administrator": func(word string) answer {
			return admin.post("/admin/set-user-password", map[string]any{"userId": id, "newPassword": word})
		},
	} {
		for _, word := range []string{leaked, "ｐａｓｓｗｏｒｄpassword"} {
			try(word).wants(t, 400, "PASSWORD_COMPROMISED", "has been compromised")
			if now := value[string](h, `select string_agg(a::text, ' ' order by a.id) from neon_auth.account a`); now != before {
				t.Errorf("%s: a password was stored", name)
			}
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.verification where identifier like 'reset-password:%'`); n != 1 {
		t.Errorf("%d links are left: the user cannot try another password", n)
	}
	h.client().signIn("ada@example.com").wants(t, 200)
	c.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": "Leaked-password-1"}).wants(t, 200)
}

// TestBreachSettings: where and with which message.
func TestBreachSettings(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.know(leaked)
	c := h.client().enter("ada@example.com")
	change := func() answer {
		return c.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": leaked})
	}
	h.sql(`select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'true'), neon_auth.set('plugin_configs.haveIBeenPwned.config.customPasswordCompromisedMessage', 'Take "another"')`)
	change().wants(t, 400, `"PASSWORD_COMPROMISED"`, `Take \"another\"`)
	h.sql(`select neon_auth.set('plugin_configs.haveIBeenPwned.config.paths', '/sign-up/email')`)
	h.client().post("/sign-up/email", map[string]any{"email": "bob@example.com", "name": "Bob", "password": leaked}).wants(t, 400, "PASSWORD_COMPROMISED")
	change().wants(t, 200)
	for _, listed := range []string{"/email-otp/passcode", "/email-otp/reset-password"} {
		h.sql(`select neon_auth.set('plugin_configs.haveIBeenPwned.config.paths', $1)`, listed)
		for _, path := range []string{"/email-otp/passcode", "/email-otp/reset-password"} { // two names of one endpoint
			h.client().post(path, map[string]any{"email": "ada@example.com", "otp": "000000", "password": leaked}).wants(t, 400, "PASSWORD_COMPROMISED")
		}
	}
	h.sql(`select neon_auth.set('plugin_configs.haveIBeenPwned.enabled', 'false')`)
	h.client().post("/sign-up/email", map[string]any{"email": "bob@example.com", "name": "Bob", "password": leaked}).wants(t, 200)
}

// TestBreachIsAskedByPrefix: the database learns 20 bits of a password's hash, even if it logs parameters.
func TestBreachIsAskedByPrefix(t *testing.T) {
	t.Parallel()
	sum := sha1.Sum([]byte(leaked))
	for _, prefix := range breach.Hashes(leaked).Prefixes() {
		if want := int32(sum[0])<<12 | int32(sum[1])<<4 | int32(sum[2])>>4; prefix != want {
			t.Errorf("asked for %x, want %x", prefix, want)
		}
	}
}

// TestNewPasswordsAreHashedInOnePlace: an endpoint that hashes a new password by itself would not check it.
func TestNewPasswordsAreHashedInOnePlace(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`Hasher\.Hash\(`)
	allowed := map[string]int{"breach.go": 1, "sign_in.go": 1} // sign_in.go: a known password in a new form
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(call.FindAll(text, -1)); n != allowed[file] {
			t.Errorf("%s hashes passwords at %d places. Use hashNew", file, n)
		}
	}
}
