package sql_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestJ12RestrictedCallsHideTheirArguments: the context of an error names the statements that led to it, and Postgres logs
// it. What a caller passes as a parameter is in none of its fields, also where the app's tables refer to users and the
// call therefore runs under restriction.
func TestJ12RestrictedCallsHideTheirArguments(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	script(t, admin, `create table public.note (owner uuid references neon_auth."user" on delete cascade)`)
	owner := login(t, d.Name, d.URL, admin, "owner")
	run(t, admin, `alter database `+d.Name+` owner to `+owner.name)
	conn := connectTo(t, owner.url)
	const hidden = "hidden-word"
	for name, c := range map[string]struct {
		call string
		args []any
	}{
		"a mail server's password": {`select neon_auth.set($1, $2)`, []any{"email_provider.password", strings.Repeat(hidden, 1000)}},
		"a provider's secret":      {`select neon_auth.set($1, $2)`, []any{"social_providers", `[{"id": "google", "clientId": "x", "clientSecret": "` + hidden + `", "colour": 1}]`}},
		"a password":               {`select neon_auth.set_password($1, $2)`, []any{ada, hidden}},
		"a new user's password":    {`select neon_auth.create_user($1, password_hash => $2)`, []any{"dan@example.com", hidden}},
		"a new user's address":     {`select neon_auth.create_user($1)`, []any{hidden + "@@example.com"}},
		"a username":               {`select neon_auth.set_username($1, $2)`, []any{ada, hidden + "!"}},
		"a reason":                 {`select neon_auth.ban_user($1, $2)`, []any{"00000000-0000-4000-8000-000000000000", hidden}},
		"an import":                {`select * from neon_auth.import_users($1, $2)`, []any{"nowhere", `[{"email": "` + hidden + `"}]`}},
	} {
		_, err := conn.Exec(t.Context(), c.call, c.args...)
		var failed *pgconn.PgError
		if !errors.As(err, &failed) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if said := fmt.Sprintf("%+v", *failed); strings.Contains(said, hidden) {
			t.Errorf("%s: the error contains it: %s", name, said)
		} else if !strings.Contains(failed.Where, "run_restricted") {
			t.Errorf("%s: it did not run under restriction: %s", name, failed.Where)
		}
	}
}

// TestRestrictedCallsGetTheirArguments: as they are, also quotes, parameters and null.
func TestRestrictedCallsGetTheirArguments(t *testing.T) {
	t.Parallel()
	_, admin := withPeople(t)
	script(t, admin, `create table public.note (owner uuid references neon_auth."user" on delete cascade)`)
	const odd = `O'Brien "$1[1]" \ , {null}`
	run(t, admin, `select neon_auth.create_user('dan@example.com', $1, role => 'admin', email_verified => true)`, odd)
	run(t, admin, `select neon_auth.set_username($1, 'Ada_1')`, ada)
	run(t, admin, `select neon_auth.ban_user($1, $2, '2999-01-01 00:00+00')`, ada, odd)
	run(t, admin, `select neon_auth.ban_user($1, null)`, bob)
	run(t, admin, `select neon_auth.set('name', $1)`, odd)
	run(t, admin, `select neon_auth.set('email_provider.sender_name', 'x')`)
	run(t, admin, `select neon_auth.set('email_provider.sender_name', null)`)
	run(t, admin, `select neon_auth.set_password($1, $2)`, ada, bcryptHash)
	run(t, admin, `select * from neon_auth.import_users('better-auth', jsonb_build_array(jsonb_build_object('id', '1', 'name', $1::text, 'email', 'eva@example.com')))`, odd)
	for query, wanted := range map[string]string{
		`select name || "emailVerified" || role || coalesce(image, '-') from neon_auth."user" where email = 'dan@example.com'`:  odd + "trueadmin-",
		`select username || "banReason" || extract(year from "banExpires") from neon_auth."user" where id = '` + ada + `'`:      "ada_1" + odd + "2999",
		`select coalesce("banReason", '-') || coalesce("banExpires"::text, '-') from neon_auth."user" where id = '` + bob + `'`: "--",
		`select name from neon_auth.project_config`:                                                             odd,
		`select coalesce(email_provider ->> 'sender_name', '-') from neon_auth.project_config`:                  "-",
		`select password from neon_auth.account where "userId" = '` + ada + `' and "providerId" = 'credential'`: bcryptHash,
		`select name from neon_auth."user" where email = 'eva@example.com'`:                                     odd,
		`select count(*)::text from neon_auth.write_mark`:                                                       "0",
	} {
		var got string
		if err := admin.QueryRow(t.Context(), query).Scan(&got); err != nil || got != wanted {
			t.Errorf("%s: %q, %v, not %q", query, got, err, wanted)
		}
	}
}
