package sql_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// zebedee stores personal data of a user in every column that may contain some.
const zebedee = `
	select neon_auth.enable_users_sync();
	insert into neon_auth.users_sync (raw_json) values ('{"id": "outside", "display_name": "mark", "primary_email": "Old@mark.test"}');
	insert into neon_auth.organization (name, slug, "createdAt") values ('Acme', 'acme', now());
	insert into neon_auth."user" (id, name, email, "emailVerified", role) values
	  ('00000000-0000-4000-8000-00000000000b', 'Bob', 'bob@example.com', true, 'admin');
	select set_config('neon_auth.ip_address', 'mark', false), set_config('neon_auth.user_agent', 'mark', false),
	  set_config('neon_auth.acting_user', '00000000-0000-4000-8000-0000000000aa', false);
	insert into neon_auth."user" (id, name, email, "emailVerified", image, role, "banReason", "phoneNumber",
	    username, "displayUsername", "lastLoginMethod") values
	  ('00000000-0000-4000-8000-0000000000aa', 'Zebedee mark', 'old@mark.test', true, 'mark', 'mark,admin', 'mark', '+4966666666',
	    'mark', 'Mark of mark', 'mark');
	update neon_auth."user" set email = 'zebedee@mark.test' where name = 'Zebedee mark';
	insert into neon_auth.account
	  ("accountId", "providerId", "userId", "accessToken", "refreshToken", "idToken", scope, password, "updatedAt")
	values ('mark', 'mark', '00000000-0000-4000-8000-0000000000aa', 'mark', 'mark', 'mark', 'mark', 'mark', now());
	insert into neon_auth.session
	  ("userId", token, "expiresAt", "updatedAt", "ipAddress", "userAgent", "activeOrganizationId", "impersonatedBy")
	values
	  ('00000000-0000-4000-8000-0000000000aa', 'mark', now() + interval '1 day', now(), 'mark', 'mark', 'mark', 'mark'),
	  ('00000000-0000-4000-8000-00000000000b', 'as Bob', now() + interval '1 day', now(), 'mark', 'mark', null,
	    '00000000-0000-4000-8000-0000000000aa');
	insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
	select id, '00000000-0000-4000-8000-0000000000aa', 'mark', now() from neon_auth.organization;
	insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
	select o.id, i.email, 'mark', 'mark', now(), i.inviter::uuid
	from neon_auth.organization o, (values
	  ('zebedee@mark.test', '00000000-0000-4000-8000-00000000000b'), ('old@mark.test', '00000000-0000-4000-8000-00000000000b'),
	  ('carl@example.com', '00000000-0000-4000-8000-0000000000aa')) as i (email, inviter);
	insert into neon_auth.verification (identifier, value, "expiresAt") values
	  ('sign-in-otp-zebedee@mark.test', 'mark', now()), ('a-link', '00000000-0000-4000-8000-0000000000aa', now()),
	  ('+4966666666', 'mark', now()), ('+4966666666-request-password-reset', 'mark', now());
	insert into neon_auth."twoFactor" ("userId", secret, "backupCodes") values ('00000000-0000-4000-8000-0000000000aa', 'mark', 'mark');
	insert into neon_auth.two_factor_state ("userId", secret, "backupCodes") values ('00000000-0000-4000-8000-0000000000aa', 'mark', 'mark')
	on conflict ("userId") do update set secret = excluded.secret, "backupCodes" = excluded."backupCodes";
	insert into neon_auth.passkey (name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp", transports, aaguid)
	values ('mark', 'mark', '00000000-0000-4000-8000-0000000000aa', 'mark', 0, 'singleDevice', true, 'mark', 'mark');
	insert into neon_auth.user_locale ("userId", locale) values ('00000000-0000-4000-8000-0000000000aa', 'de-mark');
	insert into neon_auth.outbox (kind, recipient, language) values ('any', 'zebedee@mark.test', 'de-mark');
	insert into neon_auth.outbox (kind, recipient, facts, sealed, "lastError", state) values
	  ('any', 'zebedee@mark.test', '{"a": "mark"}', 'mark', 'mark', 'dead'), ('any', 'carl@example.com', '{"inviter": "Zebedee mark"}', null, null, 'sent'),
	  ('any', 'old@mark.test', '{}', null, null, 'sent'), ('any', 'carl@example.com', '{"text": "to zebedee@mark.test"}', null, null, 'sent');
	insert into neon_auth.request_count values ('mail to zebedee@mark.test', 1, now()), ('sms to +4966666666 in 3600 s', 1, now());
	insert into neon_auth.webhook_event (type, "user", data, sealed, state, answer, error) values
	  ('user.created', '{"id": "00000000-0000-4000-8000-0000000000aa", "name": "mark"}', '{"a": "mark"}', 'mark', 'failed', 'mark', 'mark'),
	  ('send.magic_link', '{"email": "old@mark.test"}', '{}', null, 'delivered', null, null),
	  ('any', '{"email": "carl@example.com"}', '{"by": "zebedee@mark.test"}', null, 'delivered', null, null);
	insert into neon_auth.import_skipped (source, "sourceId", part, reason, email) values ('s', '1', 'user', 'any', 'zebedee@mark.test');
	insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") values (now(), 'mark', '00000000-0000-4000-8000-0000000000aa');
	insert into neon_auth.verified_token (digest, key_id, claims, "expiresAt") values
	  ('', gen_random_uuid(), '{"sub": "00000000-0000-4000-8000-0000000000aa", "email": "zebedee@mark.test"}', now());
	select set_config('neon_auth.acting_user', '00000000-0000-4000-8000-00000000000b', false),
	  set_config('neon_auth.impersonator', '00000000-0000-4000-8000-0000000000aa', false);
	update neon_auth."user" set image = 'other' where name = 'Bob';
	select set_config('neon_auth.ip_address', '', false), set_config('neon_auth.user_agent', '', false),
	  set_config('neon_auth.acting_user', '', false), set_config('neon_auth.impersonator', '', false)`

// impersonal lists the columns, or whole tables, without personal data, with the reason.
var impersonal = map[string]string{
	"audit_log.entity": "a table", "audit_log.action": "a verb", "audit_log.target": "an id", "audit_log.databaseRole": "Postgres' own", "audit_log.managementKey": "a key's name",
	"branch_alias": "a database's", "branch_confirmation": "a database's", "context_secret": "a database's", "session_origin": "a database's", "verification.branch": "a database's",
	"outbox.branch": "a database's", "passkey.deviceType": "of two words", "outbox.kind": "a template", "outbox.state": "of three", "installation": "a release's", "jwks": "keys",
	"ed25519_comb": "keys", "organization": "the organization's", "project_config": "the project's", "mail_template": "the project's", "sign_up_rule": "the project's",
	"unbound_seal": "digests", "write_mark": "empty, but in a transaction that deletes", "audit_seal": "hashes", "audit_horizon": "a database's", "claimed_name": "digests", "task_lock": "a task", "user_count": "sums", "imported_user": "ids, lest he is imported again", "import_skipped.part": "of some words",
	"import_skipped.reason": "of some words", "anonymous_link.kept": "names of tables, and numbers", "import_skipped.source": "a database's", "import_skipped.sourceId": "an id",
	"users_sync.id": "an id", "users_sync_source": "ids", "users_sync_event": "ids",
	"webhook_event.type": "of some words", "webhook_event.state": "of four", "webhook_event.branch": "a database's",
	"webhook_event.requestId": "drawn for a request", "team": "the organization's", "organizationRole": "the organization's",
}

// A new column fails here until it is listed, or erase_user handles it.
func TestK10NothingIsLeftOfAnErasedPerson(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	rows, err := conn.Query(t.Context(), `
		select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
		  and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'json'::regtype, 'jsonb'::regtype, 'varchar'::regtype)
		order by 1, 2`)
	must(t, err)
	type column struct{ Table, Name string }
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	must(t, err)
	script(t, conn, zebedee)
	marked := func(c column) bool {
		return truth(t, conn, fmt.Sprintf(`count(*) > 0 from neon_auth.%q x where x.%q::text ~ 'mark|Zebedee|66666666'`, c.Table, c.Name))
	}
	for _, c := range columns {
		if impersonal[c.Table] == "" && impersonal[c.Table+"."+c.Name] == "" && !marked(c) {
			t.Errorf("%s.%s: does it contain personal data? Mark it above, or list the reason why not", c.Table, c.Name)
		}
	}
	holds(t, conn, `export_user::text ~ 'old@mark.test' from neon_auth.export_user('00000000-0000-4000-8000-0000000000aa')`)
	script(t, conn, `select neon_auth.erase_user('00000000-0000-4000-8000-0000000000aa')`)
	for _, c := range columns {
		if c.Table != "user_count" && marked(c) {
			t.Errorf("something is left in %s.%s", c.Table, c.Name)
		}
	}
	holds(t, conn, `count(*) = 1 from neon_auth."user"`)
	holds(t, conn, `count(*) > 5 from neon_auth.audit_log where '00000000-0000-4000-8000-0000000000aa' in ("userId", "actorId", "impersonatorId")`)
}
