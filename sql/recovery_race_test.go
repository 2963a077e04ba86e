package sql_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestRecoveryRaces: what is opened or mailed during a recovery has ended once both have committed, or was refused.
func TestRecoveryRaces(t *testing.T) {
	t.Parallel()
	const (
		setUp = `update neon_auth.project_config set options = '{"user": {"changeEmail": {"enabled": true}, "deleteUser": {"sendVerification": true}}}';
			update neon_auth."user" set role = 'admin' where name = 'Ada';
			insert into neon_auth.verification (identifier, value, "expiresAt") values ('sign-in-otp-ada@example.com', 'right:0', now() + interval '1 hour')`
		change      = `select neon_auth_api.change_email('ada', 'new@example.com', 'ada@example.com', true, 'hash', '{}')`
		deletion    = `select neon_auth_api.delete_user('ada', null, null, 'mailed', '{}')`
		impersonate = `select neon_auth_api.impersonate_user('ada', '` + bob + `', 'as Bob')`
		code        = `select neon_auth_api.sign_in_code('ada@example.com', '{right}', 'new')`
		demote      = `update neon_auth.member set role = 'owner' where "userId" = '` + bob + `';
			update neon_auth.member set role = 'member' where "userId" = '` + ada + `'`
		invite = `select neon_auth_api.invite_member('ada', '{"email": "eve@example.com", "role": "member", "organizationId": "06640000-0000-4000-8000-000000000001"}', true, '')`
		accept = `select neon_auth_api.accept_invitation('eve', '{"invitationId": "14710000-0000-4000-8000-000000000001"}')`
		forEve = `; update neon_auth.invitation set email = 'eve@example.com' where id = '14710000-0000-4000-8000-000000000001'`
	)
	const nothing = `not exists (select from neon_auth.verification v where v.identifier ~ '^(change-email|delete-account|sign-in-otp)')
		and not exists (select from neon_auth.session s where s."userId" = '` + ada + `' or s."impersonatedBy" = '` + ada + `')`
	const noInvitation = `not exists (select from neon_auth.invitation i where i."inviterId" = '` + ada + `' and i.status = 'pending')`
	for name, c := range map[string]struct{ before, first, second, state, then string }{
		"a password while an address is changed": {setUp, change, setPassword, "", nothing},
		"an address after a password":            {setUp, setPassword, change, "NA401", nothing},
		"a password while a deletion is mailed":  {setUp, deletion, setPassword, "", nothing},
		"a deletion after a password":            {setUp, setPassword, deletion, "NA401", nothing},
		"a ban while an address is changed":      {setUp, change, ban, "", nothing},
		"an address after a ban":                 {setUp, ban, change, "NA401", nothing},
		"a password during an impersonation":     {setUp, impersonate, setPassword, "", nothing},
		"an impersonation after a password":      {setUp, setPassword, impersonate, "NA401", nothing},
		"a password while a code is used":        {setUp, code, setPassword, "", nothing},
		"a code after a password":                {setUp, setPassword, code, "", nothing},
		"a ban while a code is used":             {setUp, code, ban, "", nothing},
		"a code after a ban":                     {setUp, ban, code, "", nothing},
		"a demotion during an invitation":        {setUp, invite, demote, "", noInvitation},
		"an invitation after a demotion":         {setUp, demote, invite, "NA403", noInvitation},
		"an acceptance after a demotion":         {setUp + forEve, demote, accept, "NA400", noInvitation},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			script(t, conn, c.before)
			if err := race(t, d, c.first, c.second); sqlstate(err) != c.state {
				t.Errorf("the second ends with %v, want %q", err, c.state)
			}
			holds(t, conn, c.then)
		})
	}
}

// TestReferringRowsHoldNobodyUp: a login that may write an app's row that references a user locks the user's key, and
// only blocks statements that delete the user.
func TestReferringRowsHoldNobodyUp(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	script(t, conn, `create table note (owner uuid references neon_auth."user" on delete cascade, org uuid references neon_auth.organization on delete cascade);
		update neon_auth.project_config set options = '{"user": {"changeEmail": {"enabled": true}}}';
		insert into neon_auth.verification (identifier, value, "expiresAt") values
			('sign-in-otp-ada@example.com', 'right:0', now() + interval '1 hour'), ('sign-in-otp-bob@example.com', 'right:0', now() + interval '1 hour')`)
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `insert into note select u.id, o.id from neon_auth."user" u, neon_auth.organization o`)
		other := connectTo(t, d.URL)
		run(t, other, `set lock_timeout = '10s'`)
		for _, statement := range []string{
			`select neon_auth_api.sign_in_code('ada@example.com', '{right}', 'new')`,
			`select neon_auth_api.sign_in_code('bob@example.com', '{right}', 'new of Bob')`,
			`select neon_auth_api.sign_in_email('` + ada + `', 'hash of Ada', 'newer', true, null)`,
			`select neon_auth_api.update_user('new', '{"name": "x"}')`,
			`select neon_auth_api.create_organization('new', '{"name": "New", "slug": "new"}')`,
			`select neon_auth_api.update_organization('new', '{"organizationId": "06640000-0000-4000-8000-000000000001", "data": {"name": "x"}}')`,
			`select neon_auth_api.change_email('new', 'new@example.com', 'ada@example.com', true, 'hash', '{}')`,
			`select neon_auth_api.request_password_reset('ada@example.com', 'reset', '{"sealedLink": "sealed"}')`,
			`select neon_auth_api.reset_password('', 'reset', 'hash')`,
			setPassword,
			ban,
		} {
			if _, err := other.Exec(t.Context(), statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}
