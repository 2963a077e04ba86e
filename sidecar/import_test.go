package main_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"neonauth/sidecar/pgtest"
)

const importedWord = "correct horse of elsewhere"

// supabaseSource creates a GoTrue database: Ada with a password and Google, and users that are hard to import.
func supabaseSource(t *testing.T) *pgtest.Database {
	t.Helper()
	d := pgtest.Empty(t)
	runFile(t, d, testdata+"/supabase.sql")
	hash, err := bcrypt.GenerateFromPassword([]byte(importedWord), bcrypt.DefaultCost)
	if err != nil {
		t.Fatal(err)
	}
	do(t, d, `
		insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data, role, created_at, banned_until, deleted_at, is_anonymous, is_sso_user, phone)
		values
		  ('ada00000-0000-4000-8000-000000000001', 'ada@example.com', '`+string(hash)+`', '2021-01-01Z', '{"full_name": "Ada", "avatar_url": "https://example.com/a.png"}', 'authenticated', '2020-05-06 07:08:09Z', null, null, false, false, null),
		  ('bad00000-0000-4000-8000-000000000002', 'bomb@example.com', '$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', null, '{}', 'service_role', now(), 'infinity', null, false, false, null),
		  ('de100000-0000-4000-8000-000000000003', 'gone@example.com', '', now(), '{}', 'authenticated', now(), null, now(), false, false, null),
		  ('a0000000-0000-4000-8000-000000000004', null, '', null, '{}', 'authenticated', now(), null, null, true, false, null),
		  ('b0000000-0000-4000-8000-000000000005', 'staff@example.com', null, now(), '{}', 'authenticated', now(), null, null, false, true, null),
		  ('c0000000-0000-4000-8000-000000000006', null, '', null, '{}', 'authenticated', now(), null, null, false, false, '4915100000')`)
	do(t, d, `
		insert into auth.identities (provider_id, user_id, identity_data, provider) values
		  ('ada00000-0000-4000-8000-000000000001', 'ada00000-0000-4000-8000-000000000001', '{"email": "ada@example.com"}', 'email'),
		  ('google-ada', 'ada00000-0000-4000-8000-000000000001', '{"sub": "google-ada"}', 'google'),
		  ('azure-ada', 'ada00000-0000-4000-8000-000000000001', '{"sub": "azure-ada"}', 'azure')`)
	do(t, d, `
		insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at)
		values (gen_random_uuid(), 'ada00000-0000-4000-8000-000000000001', 'totp', 'verified', now(), now())`)
	return d
}

func runFile(t *testing.T, d *pgtest.Database, path string, changes ...string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	do(t, d, strings.NewReplacer(changes...).Replace(string(text)))
}

// imports runs `neonauth import` and returns its output.
func imports(t *testing.T, program string, into *pgtest.Database, source, from string) (string, error) {
	t.Helper()
	run := command(t, program, "import", source, "--from", from)
	run.Env = plainEnvironment("DATABASE_URL=" + into.URL)
	said, err := run.CombinedOutput()
	return string(said), err
}

// onPath returns the address of a database with a schema on the search path.
func onPath(address, schema string) string {
	if strings.Contains(address, "?") {
		return address + "&search_path=" + schema
	}
	return address + "?search_path=" + schema
}

// everything returns all imported rows as one text.
func everything(t *testing.T, d *pgtest.Database) (all string) {
	t.Helper()
	err := d.Owner.QueryRow(t.Context(), `
		select concat_ws(e'\n',
		  (select string_agg(concat_ws(' ', u.id, u.name, u.email, u."emailVerified", u.image, u."createdAt", u.role, u.banned, u."banExpires"), e'\n' order by u.email) from neon_auth."user" u),
		  (select string_agg(concat_ws(' ', a."userId", a."providerId", a."accountId", a.password), e'\n' order by a."userId", a."providerId") from neon_auth.account a),
		  (select string_agg(concat_ws(' ', i.source, i."sourceId", i."userId"), e'\n' order by i."sourceId") from neon_auth.imported_user i),
		  (select string_agg(concat_ws(' ', s.source, s."sourceId", s.part, s.reason, s.email), e'\n' order by s."sourceId", s.part) from neon_auth.import_skipped s))`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A user imported from Supabase signs in with their password, which is then stored in neonauth's format.
func TestImportSupabase(t *testing.T) {
	t.Parallel()
	source := supabaseSource(t)
	d, base, server := neonauthProcess(t)
	said, err := imports(t, server.Path, d, "supabase", source.URL)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, line := range []string{
		"users: 2 imported, 0 already existed, 4 skipped", "1  user: anonymous", "1  user: deleted there", "1  user: single sign-on",
		"1  user: no address", "1  password: malformed or too costly", "1  role: not taken over", "1  second factor: not taken over", "6 of 6\n",
	} {
		if !strings.Contains(said, line) {
			t.Errorf("the output does not contain %q:\n%s", line, said)
		}
	}
	if strings.Contains(said, "\r") {
		t.Errorf("a progress bar without a terminal:\n%q", said)
	}
	after := everything(t, d)
	for _, part := range []string{
		"ada00000-0000-4000-8000-000000000001 Ada ada@example.com t https://example.com/a.png 2020-05-06 07:08:09+00 user f",
		"bad00000-0000-4000-8000-000000000002  bomb@example.com f", "user t\n", // banned permanently
		"ada00000-0000-4000-8000-000000000001 credential ada00000-0000-4000-8000-000000000001 $2a$10$",
		"ada00000-0000-4000-8000-000000000001 google google-ada", "ada00000-0000-4000-8000-000000000001 microsoft azure-ada",
		"supabase b0000000-0000-4000-8000-000000000005 user single sign-on staff@example.com",
	} {
		if !strings.Contains(after, part) {
			t.Errorf("%q is missing in\n%s", part, after)
		}
	}
	if said, err = imports(t, server.Path, d, "supabase", source.URL); err != nil || !strings.Contains(said, "users: 0 imported, 2 already existed, 4 skipped") {
		t.Errorf("a second import: %v\n%s", err, said)
	}
	if again := everything(t, d); again != after {
		t.Errorf("a second import changes something:\n%s\nit was\n%s", again, after)
	}

	signIn := func(word string) int {
		status, _, err := newPerson(base).ask("/sign-in/email", `{"email":"ada@example.com","password":"`+word+`"}`)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	for _, c := range []struct {
		word   string
		status int
	}{{importedWord + "s", 401}, {importedWord, 200}, {importedWord, 200}} {
		if status := signIn(c.word); status != c.status {
			t.Errorf("sign-in with %q: %d, want %d", c.word, status, c.status)
		}
	}
	if rewritten := everything(t, d); strings.Contains(rewritten, "$2a$10$") {
		t.Errorf("the password still has the foreign format:\n%s", rewritten)
	}
}

// A user imported from Better Auth keeps their password hash, and their id if it is a UUID.
func TestImportBetterAuth(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string][]string{
		"uuids":                        {},
		"ids that are text":            {" uuid DEFAULT gen_random_uuid()", " text", " uuid", " text"},
		"columns as Drizzle's example": {`"userId"`, "user_id", `"providerId"`, "provider_id", `"accountId"`, "account_id", `"emailVerified"`, "email_verified", `"createdAt"`, "created_at"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source := pgtest.Empty(t)
			runFile(t, source, kit+"/schema.sql", changes...)
			id := "ada00000-0000-4000-8000-000000000001"
			if strings.HasPrefix(name, "ids") {
				id = "Zk3vQ9pLw6eYcD3nHs9aKfUj2GbR1xTm"
			}
			hash := strings.Repeat("0f", 16) + ":" + strings.Repeat("ab", 64)
			column, of := `"credentialID"`, "uuid"
			if strings.HasPrefix(name, "columns") {
				column = "credential_id"
			} else if strings.HasPrefix(name, "ids") {
				of = "text"
			}
			fill := strings.NewReplacer(append(changes, "{id}", id, "{hash}", hash, "{credentialID}", column, "{type}", of)...)
			for _, statement := range []string{
				`insert into neon_auth."user" (id, name, email, "emailVerified", role, "createdAt") values ('{id}', 'Ada', 'Ada@Example.com', true, 'admin', '2020-05-06Z')`,
				`insert into neon_auth.account (id, "accountId", "providerId", "userId", "accessToken", "updatedAt", password) values
				  ('00000000-0000-4000-8000-000000000001', '{id}', 'credential', '{id}', null, now(), '{hash}'),
				  ('00000000-0000-4000-8000-000000000002', 'github-ada', 'github', '{id}', 'gho_secret', now(), null)`,
				`create table neon_auth.passkey (id text, name text, "publicKey" text, "userId" {type}, {credentialID} text, counter integer, "deviceType" text, "backedUp" boolean, transports text, "createdAt" timestamptz, aaguid text)`,
				`insert into neon_auth.passkey values ('p', 'Laptop', 'pQECAyYgASFYIA+/', '{id}', 'wJqTx0a3oVm8mQ', 5, 'multiDevice', true, 'internal,hybrid', '2024-05-06Z', '00000000-0000-0000-0000-000000000000'),
				  ('q', 'Broken', '!', '{id}', 'x', 5, 'multiDevice', true, null, null, null)`,
			} {
				do(t, source, fill.Replace(statement))
			}
			d, program := pgtest.New(t), build(t)
			if said, err := imports(t, program, d, "better-auth", source.URL); err == nil || !strings.Contains(said, "search_path=") {
				t.Errorf("without the schema's name: %v %s", err, said)
			}
			said, err := imports(t, program, d, "better-auth", onPath(source.URL, "neon_auth"))
			if err != nil || !strings.Contains(said, "users: 1 imported, 0 already existed, 0 skipped") || !strings.Contains(said, "1  role: not taken over") || !strings.Contains(said, "1  passkey: malformed") {
				t.Fatalf("%v\n%s", err, said)
			}
			var kept bool
			err = d.Owner.QueryRow(t.Context(), `
				select (u.id::text = $1 or length($1) <> 36) and i."userId" = u.id and u.email = 'ada@example.com' and u.role = 'user' and u."emailVerified"
				  and u."createdAt" = '2020-05-06Z'
				  and not exists (select from neon_auth.audit_log_default) and c.password = $2 and c."accountId" = u.id::text and g."accountId" = 'github-ada' and g."accessToken" is null
				from neon_auth."user" u
				join neon_auth.imported_user i on i.source = 'better-auth' and i."sourceId" = $1
				join neon_auth.account c on c."userId" = u.id and c."providerId" = 'credential'
				join neon_auth.account g on g."userId" = u.id and g."providerId" = 'github'`, id, hash).Scan(&kept)
			if err != nil || !kept {
				t.Errorf("%v\n%s", err, everything(t, d))
			}
			var passkey string
			err = d.Owner.QueryRow(t.Context(), `
				select concat_ws(' ', p.name, p."publicKey", p."credentialID", p.counter, s.counter, p."deviceType", p."backedUp", p.transports, p."createdAt" = '2024-05-06Z',
				  (select count(*) from neon_auth.outbox))
				from neon_auth.passkey p join neon_auth.passkey_state s on s."passkeyId" = p.id`).Scan(&passkey)
			if want := "Laptop pQECAyYgASFYIA+/ wJqTx0a3oVm8mQ 5 5 multiDevice t internal,hybrid t 0"; err != nil || passkey != want {
				t.Errorf("%v: %s instead of %s", err, passkey, want)
			}
		})
	}
}
