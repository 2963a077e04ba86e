package sql_test

import "testing"

// TestResetEndsPlantedAccounts: a person who registers an address that is not theirs may link their own provider
// account. The link ends when the owner of the address resets the password, with a link or a code. A verified user
// keeps theirs. keeps theirs.
func TestResetEndsPlantedAccounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who, call string
		stays     bool
	}{
		"link": {bob, `select neon_auth_api.reset_password('', 'reset', 'salt:key')`, false},
		"code": {bob, `select neon_auth_api.exchange_code('bob@example.com', array['code'], 12, 'reset2')`, false},
		"own":  {ada, `select neon_auth_api.reset_password('', 'reset', 'salt:key')`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, admin := withPeople(t)
			script(t, admin, `
				insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values ('planted', 'github', '`+c.who+`', now());
				insert into neon_auth.verification (identifier, value, "expiresAt") values ('reset-password:reset', '`+c.who+`', now() + interval '1 hour'),
				  ('forget-password-otp-bob@example.com', 'code:0', now() + interval '1 hour');`)
			run(t, connectTo(t, d.SidecarURL), c.call)
			holds(t, admin, `exists (select from neon_auth.account a where a."accountId" = 'planted') = $1`, c.stays)
		})
	}
}
