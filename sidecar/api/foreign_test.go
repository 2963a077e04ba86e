package api_test

import (
	"strings"
	"testing"
)

// An imported user signs in with their old password, whose hash is then replaced by one in neonauth's format.
func TestForeignPasswordsAreRewritten(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().signUp("ada@example.com")
	stored := func() string { return value[string](h, `select password from neon_auth.account`) }
	const bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
	h.sql(`update neon_auth.account set password = $1`, bcrypt)
	h.client().signIn("ada@example.com", "U*V").wants(t, 401, "INVALID_EMAIL_OR_PASSWORD")
	if stored() != bcrypt {
		t.Error("a wrong password rewrites it")
	}
	h.client().signIn("ada@example.com", "U*U").wants(t, 200)
	if strings.HasPrefix(stored(), "$") {
		t.Errorf("stored as %s", stored())
	}
	h.client().signIn("ada@example.com", "U*U").wants(t, 200)
	h.client().signIn("ada@example.com", "U*V").wants(t, 401)

	h.sql(`select neon_auth_api.rehash_password("userId", 'another', 'lost') from neon_auth.account`)
	if stored() == "lost" {
		t.Error("a password that is not the verified one is replaced")
	}
}
