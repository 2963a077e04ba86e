package sql_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/pgtest"
)

// dear is the maximum cost of a statement of the API, a fifth of the cost from which Postgres compiles a plan by
// default. A compiled get-session takes 35 to 250 ms instead of 2. With a million rows it is four fifths, because lists of what
// waits grow with the 100,000 mails that then wait.
func dear(rows string) float64 {
	if len(rows) > 6 {
		return 80_000
	}
	return 20_000
}

// An explained is a plan that auto_explain reported.
type explained struct {
	Query string `json:"Query Text"`
	Plan  struct {
		Cost float64 `json:"Total Cost"`
	}
	JIT json.RawMessage
}

// arguments are values for the parameters of neon_auth_api, by name. They are those of an administrator who owns an
// organization, and of a management key that may do everything.
var arguments = map[string]string{
	"token_hash": `'ada'`, "admin_token_hash": `'ada'`, "token_hashes": `'{ada,eve}'`, "branch": `neon_auth.branch_identity()`,
	"email": `'bob@example.com'`, "old_email": `'bob@example.com'`, "new_email": `'new@example.com'`, "person": `'bob@example.com'`,
	"user_id": `'` + bob + `'`, "code_hashes": `'{x}'`, "password_length": `12`, "new_password_length": `12`,
	"password_hash": `'` + bcryptHash + `'`, "new_password_hash": `'` + bcryptHash + `'`, "verified_hash": `'hash of Ada'`,
	"fields": `'{"name": "Dan"}'`, "proof": `'{"codeHash": "x", "sealedCode": "x", "sealedLink": "x"}'`, "kind": `'sign-in'`, "name": `'Dan'`,
	"remember": `true`, "role": `'["admin"]'`, "batch": `10`, "lease_seconds": `60`, "seconds": `10`, "is_address": `true`,
	"query": `'{"searchValue": "ada", "searchOperator": "starts_with", "limit": 10}'`, "path": `'/sign-in/email'`, "address": `'198.51.100.7'`,
	"ip_address": `'198.51.100.7'`, "user_agent": `'x'`, "config_version": `(select config_version from neon_auth_api.get_config())`,
	"wanted": `'{"name": "Ada"}'`, "provider_id": `'credential'`, "account_id": `'` + bob + `'`, "target_hash": `'eve'`,
	"input": `'{"organizationId": "06640000-0000-4000-8000-000000000001", "organizationSlug": "engine", "email": "dan@example.com",
		"role": "member", "memberIdOrEmail": "bob@example.com", "memberId": "3e3b0000-0000-4000-8000-000000000002", "slug": "new", "name": "New",
		"invitationId": "14710000-0000-4000-8000-000000000001", "data": {"name": "New"}, "permissions": {"member": ["create"]},
		"userId": "` + bob + `", "teamId": "7ea00000-0000-4000-8000-000000000001"}'`,
	"key_hash": `sha256('ops')`, "need": `'read'`, "session_hash": `sha256('s')`, "code_hash": `sha256('c')`, "slug": `'new'`, "owner_email": `'bob@example.com'`,
	"organization_id": `'06640000-0000-4000-8000-000000000001'`, "member_id": `'3e3b0000-0000-4000-8000-000000000002'`,
	"invitation_id": `'14710000-0000-4000-8000-000000000001'`, "team_id": `'7ea00000-0000-4000-8000-000000000001'`,
	"delivery_id": `'de110000-0000-4000-8000-000000000001'`, "event_id": `'e4e00000-0000-4000-8000-000000000001'`,
	"is_verified": `true`, "send_link": `false`, "erase": `false`, "is_member": `true`, "is_saved": `true`, "is_whole": `true`, "reason": `'spam'`, "language": `'en'`,
	"base_url": `'https://auth.example.com'`, "url": `'https://auth.example.com'`,
}

// own are arguments of one function, where those above would end it early.
var own = map[string]map[string]string{
	"sign_in_email":   {"verified_hash": `'hash of Bob'`, "token_hash": `'new'`},
	"sign_in_code":    {"token_hash": `'new'`},
	"sign_up_email":   {"email": `'new@example.com'`, "token_hash": `'new'`, "fields": `'{}'`},
	"prepare_sign_up": {"email": `'new@example.com'`, "fields": `'{}'`},

	"manage_add_domain":          {"body": `'{"domain": "https://app.example.com", "auth_provider": "better_auth"}'`},
	"manage_add_provider":        {"fields": `'{"id": "github", "client_id": "x", "client_secret": "x"}'`},
	"manage_add_user":            {"email": `'new@example.com'`, "role": `'user'`},
	"manage_impersonate_user":    {"new_token_hash": `'new'`, "verifier": `'{"hash": "x", "challenge": "x"}'`},
	"manage_put_mail_template":   {"kind": `'password-changed'`},
	"manage_record_branch":       {"action": `'create'`},
	"manage_set_team_member":     {"email": `'bob@example.com'`},
	"manage_test_mail":           {"body": `'{"recipient_email": "bob@example.com", "host": "mail.example.com", "port": 587, "username": "x", "password": "x", "sender_email": "x@example.com", "sender_name": "x"}'`, "is_saved": `false`},
	"manage_change_mail_server":  {"fields": `'{"type": "shared"}'`},
	"manage_change_provider":     {"fields": `'{}'`, "id": `'google'`},
	"manage_change_settings":     {"fields": `'{"enabled": true}'`, "group_name": `'organization'`},
	"manage_create_user":         {"email": `'new@example.com'`},
	"manage_drop_provider":       {"provider_id": `'google'`},
	"manage_end_sessions":        {"session_id": `null`},
	"manage_get_settings":        {"group_name": `'organization'`},
	"manage_invite_member":       {"role": `'member'`, "email": `'dan@example.com'`},
	"manage_put_settings":        {"changes": `'{"options.session.expiresIn": "1000000"}'`},
	"manage_put_provider":        {"fields": `'{"id": "github", "clientId": "x", "clientSecret": "x"}'`},
	"manage_remove_domains":      {"body": `'{"domains": [{"domain": "https://app.example.com"}], "auth_provider": "better_auth"}'`},
	"manage_remove_organization": {"slug": `'engine'`},
	"manage_remove_provider":     {"id": `'google'`},
	"manage_set_member":          {"role": `'admin'`},
	"manage_set_role":            {"roles": `'["admin"]'`},
	"manage_list_organizations":  {"query": `'{"search": "eng"}'`},
	"manage_list_users":          {"query": `'{"search": "ada"}'`},
	"manage_list_audit":          {"query": `'{"user": "bob@example.com"}'`},
	"manage_list_deliveries":     {"query": `'{}'`},
	"manage_list_events":         {"query": `'{}'`},
}

// TestPlans: no statement of the API's functions is expensive or compiled, on an empty database and on a small one with
// statistics. TestHotPlans looks at one with many rows. NEONAUTH_TEST_ROWS=1000000 uses a million rows (make plans).
func TestPlans(t *testing.T) {
	t.Parallel()
	onDebian(t)
	for name, fill := range map[string]string{"empty": `select 1`, "small": few + "; analyze"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, conn := withPeople(t)
			prepareCalls(t, conn)
			script(t, conn, fill)
			costLittle(t, conn, dear("3000"))
		})
	}
}

// costLittle checks that no function of the API runs a statement which costs more, or is compiled.
func costLittle(t *testing.T, conn *pgx.Conn, most float64) {
	t.Helper()
	planned := 0
	for _, call := range apiCalls(t, conn) {
		plans := explain(t, conn.Config(), "select * from "+call)
		if len(plans) > 0 {
			planned++
		}
		for _, one := range plans {
			if !slow(one.Query) && (one.Plan.Cost > most || one.JIT != nil) {
				t.Errorf("%.60s: cost %.0f, JIT %s: %.600s", call, one.Plan.Cost, one.JIT, one.Query)
			}
		}
	}
	if planned < 60 {
		t.Errorf("only %d functions were planned", planned)
	}
}

// prepareCalls makes Ada, whose arguments apiCalls gives, an administrator, adds what those arguments name, and turns on
// what is off at first.
func prepareCalls(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	script(t, conn, `update neon_auth."user" set role = 'admin' where name = 'Ada';
		update neon_auth.session set "activeOrganizationId" = '06640000-0000-4000-8000-000000000001' where token = 'ada';
		update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}, "organization": {"config":
			{"teams": {"enabled": true}, "dynamicAccessControl": {"enabled": true}}}}', options = '{"user": {"changeEmail": {"enabled": true}}}',
			trusted_origins = '[{"domain": "https://app.example.com"}]', webhook_config = '{"enabled": true, "webhookUrl": "https://hook.example.com/x", "enabledEvents": []}',
			social_providers = '[{"id": "google", "isShared": true}]';
		insert into neon_auth_management.key (name, hash, start, project) values ('ops', sha256('ops'), 'nak_ops', neon_auth_management.project_id());
		insert into neon_auth.team (id, name, "organizationId") values ('7ea00000-0000-4000-8000-000000000001', 'blue', '06640000-0000-4000-8000-000000000001');
		insert into neon_auth.verification (identifier, value, "expiresAt", branch)
			select v.identifier, v.value, now() + interval '1 hour', neon_auth.branch_identity()
			from (values ('sign-in-otp-bob@example.com', 'x:0'), ('forget-password-otp-bob@example.com', 'x:0'), ('email-verification-otp-bob@example.com', 'x:0'),
				('x', '{"email" : "bob@example.com"}'), ('reset-password:x', '`+bob+`')) v (identifier, value);
		insert into neon_auth.outbox (id, kind, recipient, state, "finishedAt", branch)
			values ('de110000-0000-4000-8000-000000000001', 'x', 'bob@example.com', 'dead', now(), neon_auth.branch_identity());
		insert into neon_auth.webhook_event (id, type, state, "requestId", branch)
			values ('e4e00000-0000-4000-8000-000000000001', 'user.created', 'failed', 'x', neon_auth.branch_identity())`)
}

// TestPlannedCallsSucceed: the calls of the management API and the console, and of what is frequent, end with success. Otherwise
// TestPlans and TestHotPlans would see only their first statements.
func TestPlannedCallsSucceed(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	prepareCalls(t, conn)
	called := 0
	for _, call := range apiCalls(t, conn) {
		function := strings.TrimPrefix(call[:strings.Index(call, "(")], "neon_auth_api.")
		if !strings.HasPrefix(function, "manage_") && !slices.Contains(slices.Concat(hot, periodic), function) {
			continue
		}
		called++
		tx, err := conn.Begin(t.Context())
		must(t, err)
		var failure *string
		result := `to_jsonb(c) ->> 'failure'`
		if function == "exchange_code" {
			result = `c::text`
		}
		err = tx.QueryRow(t.Context(), "select max("+result+") from "+call+" c").Scan(&failure)
		if err != nil || failure != nil && *failure != "" {
			t.Errorf("%s: %v %v", call, err, failure)
		}
		must(t, tx.Rollback(t.Context()))
	}
	if called < 100 {
		t.Errorf("only %d calls", called)
	}
}

// few adds 3,000 users with a session.
const few = `insert into neon_auth."user" (name, email, "emailVerified") select 'u', 'u' || n || '@small.example', true from generate_series(1, 3000) n;
		insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
			select 's' || row_number() over (), id, now() + interval '5 days', now() from neon_auth."user"`

// many returns statements that add so many rows to each large table.
func many(rows string) string {
	return strings.NewReplacer("$rows", rows).Replace(`
		set session_replication_role = replica;
		insert into neon_auth."user" (id, name, email, "emailVerified") select md5(n::text)::uuid, 'u', 'u' || n || '@large.example', true from generate_series(1, $rows) n;
		insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
			select md5(n::text), 'credential', md5(n::text)::uuid, 'x', now() from generate_series(1, $rows) n;
		insert into neon_auth.session (id, token, "userId", "expiresAt", "updatedAt")
			select md5(n::text)::uuid, 's' || n, md5((n / 2)::text)::uuid, now() + interval '5 days', now() from generate_series(2, $rows) n;
		insert into neon_auth.session_origin ("sessionId", branch, remembered) select s.id, neon_auth.branch_identity(), true from neon_auth.session s where s.token like 's%';
		insert into neon_auth.organization (id, name, slug, "createdAt") select md5(n::text)::uuid, 'o', 'o' || n, now() from generate_series(1, $rows / 10) n;
		insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
			select md5((n / 20 + 1)::text)::uuid, md5(n::text)::uuid, case n % 20 when 0 then 'owner' else 'member' end, now() from generate_series(1, $rows) n;
		insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
			select md5((n / 20 + 1)::text)::uuid, 'i' || n || '@large.example', 'member', 'pending', now() + interval '1 day', md5(n::text)::uuid from generate_series(1, $rows) n;
		insert into neon_auth.verification (identifier, value, "expiresAt", branch)
			select 'sign-in-otp-u' || n || '@large.example', 'x:0', now() + interval '1 day', neon_auth.branch_identity() from generate_series(1, $rows) n;
		insert into neon_auth.outbox (kind, recipient, state, "finishedAt", branch)
			select 'x', 'o' || n, case n % 3 when 0 then 'dead' else 'sent' end, now() - n % 7 * interval '1 day', b.id from generate_series(1, $rows) n, neon_auth.branch_identity() b (id);
		insert into neon_auth.outbox (kind, recipient, "expiresAt", branch)
			select 'x', 'w' || n, now() + interval '1 hour', b.id from generate_series(1, $rows / 10) n, neon_auth.branch_identity() b (id);
		insert into neon_auth.webhook_event (type, state, "requestId", "createdAt", branch)
			select 'send.otp', 'delivered', n, now() - n % 30 * interval '1 day', b.id from generate_series(1, $rows) n, neon_auth.branch_identity() b (id);
		insert into neon_auth.audit_log (at, entity, action, target, "userId", "actorId", "managementKey", after)
			select now() - n % 30 * interval '1 day', (array['session', 'user', 'account', 'member'])[n % 4 + 1], (array['insert', 'update', 'delete'])[n % 3 + 1], n,
				md5((n / 20)::text)::uuid, case when n % 5 > 0 then md5((n / 20)::text)::uuid end, case when n % 1000 = 0 then 'ops' end, '{}' from generate_series(1, $rows) n;
		insert into neon_auth.request_count (key, count, since) select '/sign-in/email large' || n, 1, now() from generate_series(1, $rows / 5) n;
		insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") select date_trunc('minute', now()) - n * interval '1 minute', '', md5(n::text)::uuid from generate_series(1, $rows / 5) n;
		insert into neon_auth.passkey ("publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
			select 'x', md5(n::text)::uuid, 'large' || n, 0, 'multiDevice', true from generate_series(1, $rows / 5) n;
		insert into neon_auth."twoFactor" (secret, "backupCodes", "userId") select 'x', '[]', md5(n::text)::uuid from generate_series(1, $rows / 5) n;
		insert into neon_auth."teamMember" ("teamId", "userId") select md5((n / 20)::text)::uuid, md5(n::text)::uuid from generate_series(1, $rows / 5) n;
		insert into neon_auth.active_day (day, "userId") select current_date - n % 30, md5(n::text)::uuid from generate_series(1, $rows) n;
		set session_replication_role = origin`)
}

// slow are statements that deliberately read a whole table: searches by administrators, daily tasks, the counts of sign-ins by
// day and of active users, and the export of all that names a user.
func slow(query string) bool {
	for _, part := range []string{"counted_users", "ilike", "select_users", "'signIns'", "from neon_auth.active_day a where a.day >= (since", "'leftAtImport'"} {
		if strings.Contains(query, part) {
			return true
		}
	}
	return false
}

// apiCalls are the calls of each function of neon_auth_api, with arguments by the names of its parameters.
func apiCalls(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `
		select p.proname, coalesce(p.proargnames[1 : p.pronargs], '{}'), array(select format_type(a.type, null) from unnest(p.proargtypes) a (type))
		from pg_proc p where p.pronamespace = 'neon_auth_api'::regnamespace order by 1`)
	must(t, err)
	var calls []string
	var name string
	var parameters, types []string
	_, err = pgx.ForEachRow(rows, []any{&name, &parameters, &types}, func() error {
		var given []string
		for i, parameter := range parameters {
			value, known := own[name][parameter]
			if !known {
				value, known = arguments[parameter]
			}
			if !known && types[i] == "text" {
				value = "'x'"
			} else if !known {
				value = "null"
			}
			given = append(given, fmt.Sprintf("%s => %s::%s", parameter, value, types[i]))
		}
		calls = append(calls, fmt.Sprintf("neon_auth_api.%s(%s)", name, strings.Join(given, ", ")))
		return nil
	})
	must(t, err)
	return calls
}

// costOf returns the planner's cost of a query that is not run.
func costOf(t *testing.T, conn *pgx.Conn, query string) float64 {
	t.Helper()
	var plan []explained
	must(t, conn.QueryRow(t.Context(), "explain (format json) "+query).Scan(&plan))
	return plan[0].Plan.Cost
}

// explain runs a statement, rolls it back, and returns the plan of each statement that it ran, even if it failed.
func explain(t *testing.T, config *pgx.ConnConfig, statement string) []explained {
	t.Helper()
	config = config.Copy()
	var plans []explained
	config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) {
		_, text, found := strings.Cut(notice.Message, "plan:\n")
		if !found {
			return
		}
		var one explained
		must(t, json.Unmarshal([]byte(text), &one))
		plans = append(plans, one)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	must(t, err)
	defer conn.Close(t.Context())
	script(t, conn, `load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
		set auto_explain.log_format = json; set auto_explain.log_level = notice; set client_min_messages = notice; begin`)
	_, _ = conn.PgConn().Exec(t.Context(), statement).ReadAll() // most fail sooner or later: what was planned counts
	script(t, conn, `rollback`)
	return plans
}

// TestForeignKeysAreIndexed: for each foreign key, an index finds the rows that refer to a deleted row.
func TestForeignKeysAreIndexed(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	for _, key := range listed(t, conn, `
		select format('%s of %s', k.conname, k.conrelid::regclass) from pg_constraint k
		where k.contype = 'f' and k.connamespace::regnamespace::name = any (`+ours+`) and k.conparentid = 0
		  and not exists (
		    select from pg_index i
		    where i.indrelid = k.conrelid and i.indkey[0] = any (k.conkey)
		      and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\("?\w+"? IS NOT NULL\)$'))`) {
		t.Errorf("no index finds the rows of %s", key)
	}
}
