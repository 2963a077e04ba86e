package sql_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// bcryptHash is an acceptable password hash, of "U*U".
const bcryptHash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"

// ours are the schemas to which no role has access by default.
const ours = `'{neon_auth,neon_auth_api,neon_auth_internal,neon_auth_management}'::name[]`

// calls returns a call with nulls of each function in some schemas, as in neon_auth.ban_user(null::uuid, …).
func calls(t *testing.T, q interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}, schemas string,
) []string {
	t.Helper()
	return listed(t, q, `
		select format('%I.%I(%s)', n.nspname, p.proname, (
		  select string_agg('null::' || format_type(a.type, null), ', ' order by a.nr)
		  from unnest(p.proargtypes) with ordinality a (type, nr)))
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any (`+schemas+`)`)
}

func listed(t testing.TB, q interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}, query string, args ...any,
) []string {
	t.Helper()
	rows, err := q.Query(t.Context(), query, args...)
	must(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	return list
}

// denied requires that the statement fails because of a missing right, and for no other reason.
func denied(t testing.TB, q querier, statement string) {
	t.Helper()
	if _, err := q.Exec(t.Context(), statement); sqlstate(err) != "42501" {
		t.Errorf("%s: %v, want permission denied", statement, err)
	}
}

// deniedTo is denied for a role, in a separate transaction.
func deniedTo(t testing.TB, conn *pgx.Conn, role, statement string) {
	t.Helper()
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, "set local role "+role)
		denied(t, tx, statement)
	})
}

// withPeople is a database with Ada, Bob and Eve in it, and a superuser's connection.
func withPeople(t testing.TB) (*pgtest.Database, *pgx.Conn) {
	t.Helper()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	script(t, conn, string(people))
	return d, conn
}

func TestJ02PublicCallsNothing(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	for _, open := range listed(t, conn, `
		select p.oid::regprocedure::text from pg_proc p
		where p.pronamespace::regnamespace::name = any (`+ours+`) and has_function_privilege('public', p.oid, 'execute')
		union all
		select c.oid::regclass::text from pg_class c
		where c.relnamespace::regnamespace::name = any (`+ours+`) and c.relkind in ('r', 'v')
		  and has_any_column_privilege('public', c.oid, 'select, insert, update, references')
		union all
		select n.nspname from pg_namespace n
		where n.nspname = any (`+ours+`) and has_schema_privilege('public', n.oid, 'usage, create')`) {
		t.Errorf("open to everybody: %s", open)
	}
}

// TestJ16SidecarReadsNothing: the sidecar's role may call neon_auth_api, and has no right on tables, views or internal
// functions.
func TestJ16SidecarReadsNothing(t *testing.T) {
	t.Parallel()
	d, _ := withPeople(t)
	tables := listed(t, d.Owner, `
		select c.oid::regclass::text from pg_class c
		where c.relnamespace::regnamespace::name = any (`+ours+` || '{auth}'::name[]) and c.relkind in ('r', 'v', 'm', 'p', 'S', 'f')`)
	if len(tables) < 20 {
		t.Errorf("%d tables and views only", len(tables))
	}
	for _, table := range tables {
		denied(t, d.Sidecar, "select from "+table)
		denied(t, d.Sidecar, "select * from "+table)
		holds(t, d.Owner, `not has_table_privilege('neonauth_test_sidecar', $1, 'select, insert, update, delete, truncate, trigger')
			and not has_any_column_privilege('neonauth_test_sidecar', $1, 'select, insert, update')`, table)
	}
	for _, call := range calls(t, d.Owner, `'{neon_auth,neon_auth_internal}'::name[]`) {
		denied(t, d.Sidecar, "select "+call)
	}
	for _, schema := range []string{"neon_auth", "neon_auth_api", "neon_auth_internal", "auth"} {
		denied(t, d.Sidecar, "create table "+schema+".mine ()")
		holds(t, d.Owner, `not has_schema_privilege('authenticated', $1, 'create') and not has_schema_privilege('anonymous', $1, 'create')`, schema)
	}
	for _, role := range []string{"neon_auth", "authenticated", "anonymous", "pg_database_owner"} {
		denied(t, d.Sidecar, "set role "+role)
	}
	holds(t, d.Sidecar, `bool_and(has_function_privilege(p.oid, 'execute')) from pg_proc p
		where p.pronamespace = (select oid from pg_namespace where nspname = 'neon_auth_api')`)
}

// readable lists what authenticated may read of its own rows, and grant_read makes readable in full: no token, password
// or other secret.
var readable = map[string]string{
	`"user"`:     `id name email emailVerified image createdAt updatedAt role banned banReason banExpires twoFactorEnabled isAnonymous username displayUsername lastLoginMethod phoneNumber phoneNumberVerified`,
	"session":    `id expiresAt createdAt updatedAt ipAddress userAgent userId impersonatedBy activeOrganizationId`,
	"account":    `id accountId providerId userId scope createdAt updatedAt accessTokenExpiresAt refreshTokenExpiresAt`,
	"member":     `id organizationId userId role createdAt`,
	"invitation": `id organizationId email role status expiresAt createdAt inviterId`,

	"organization": `id name slug logo createdAt metadata requireTwoFactor`,
	"team":         `id name organizationId createdAt updatedAt`,

	`"teamMember"`:       `id teamId userId createdAt`,
	`users_sync`:         `id name email created_at updated_at deleted_at`,
	`"organizationRole"`: `id organizationId role permission createdAt updatedAt`,
}

// readsOnly tries each column of each table and view as a role, and each way to write.
func readsOnly(t *testing.T, conn *pgx.Conn, role string, may map[string]string) {
	t.Helper()
	columns := listed(t, conn, `
		select c.oid::regclass || ' ' || a.attname
		from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace::regnamespace::name = any (`+ours+`) and c.relkind in ('r', 'v')`)
	for _, each := range columns {
		table, column, _ := strings.Cut(each, " ")
		open := slices.Contains(strings.Fields(may[strings.TrimPrefix(table, "neon_auth.")]), column)
		query := fmt.Sprintf(`select %q from %s`, column, table)
		if !open {
			deniedTo(t, conn, role, query)
		} else {
			in(t, conn, func(tx pgx.Tx) {
				run(t, tx, "set local role "+role)
				run(t, tx, query)
				if !strings.HasSuffix(table, "_overview") { // which no role can update
					denied(t, tx, fmt.Sprintf(`update %s set %q = default`, table, column))
				}
			})
		}
	}
	for _, table := range listed(t, conn, `
		select c.oid::regclass::text from pg_class c
		where c.relnamespace::regnamespace::name = any (`+ours+`) and c.relkind in ('r', 'v')`) {
		if may[strings.TrimPrefix(table, "neon_auth.")] == "" {
			deniedTo(t, conn, role, "select from "+table)
		}
		deniedTo(t, conn, role, "lock "+table)
		holds(t, conn, `not has_table_privilege(r, $2, 'insert, update, delete, truncate, trigger')
			and not has_any_column_privilege(r, $2, 'insert, update, references') from (select $1::text::regrole::oid) o (r)`, role, table)
	}
	for _, schema := range []string{"neon_auth", "neon_auth_api", "neon_auth_internal", "auth"} {
		deniedTo(t, conn, role, "create table "+schema+".mine ()")
		deniedTo(t, conn, role, "create function "+schema+".mine() returns int language sql as 'select 1'")
	}
	for _, call := range calls(t, conn, ours) {
		if !strings.HasPrefix(call, "neon_auth_internal.own_organization_ids") &&
			(may["user_overview"] == "" || call != "neon_auth.branch_identity()") {
			deniedTo(t, conn, role, "select "+call)
		}
	}
}

func TestJ02AppRolesReadNoSecret(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	readsOnly(t, conn, "authenticated", readable)
	readsOnly(t, conn, "anonymous", nil)
}

// TestJ05OwnRows: as authenticated, users see their own rows and those of their organizations, and invitations if they
// may invite.
func TestJ05OwnRows(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	run(t, conn, `update neon_auth.session set "expiresAt" = now() where token = 'ada elsewhere'`)
	for claims, sees := range map[string]map[string]string{
		`{"sub":"` + ada + `"}`: {
			`"user"`: "Ada", "session": "0001", "account": ada, "organization": "engine", "member": "member owner",
			"invitation": "carl@example.com",
		},
		`{"sub":"` + bob + `"}`: {
			`"user"`: "Bob", "session": "0003", "account": bob, "organization": "engine", "member": "member owner",
			"invitation": "", // who is invited is for those who invite
		},
		`{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000003"}`: {
			`"user"`: "Eve", "session": "0004", "account": "5a14a3a0-0f0e-4c0e-9f0e-000000000003", "organization": "ears",
			"member": "owner", "invitation": "dan@example.com",
		},
		`{"sub":"5a14a3a0-0f0e-4c0e-9f0e-000000000009"}`: {},
		`{"sub":"not a uuid"}`:                           {},
		`{"sub":null}`:                                   {},
		``:                                               {},
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `set local role authenticated`)
			run(t, tx, `select set_config('request.jwt.claims', $1, true)`, claims)
			for table, shown := range map[string]string{
				`"user"`: `name`, "session": `right(id::text, 4)`, "account": `"userId"::text`, "organization": `slug`,
				"member": `role`, "invitation": `email`,
			} {
				var got string
				must(t, tx.QueryRow(t.Context(), fmt.Sprintf(
					`select coalesce(string_agg(%[1]s, ' ' order by %[1]s), '') from neon_auth.%[2]s`, shown, table)).Scan(&got))
				if got != sees[table] {
					t.Errorf("with claims %q %s shows %q, want %q", claims, table, got, sees[table])
				}
			}
		})
	}
}

// TestGrantRead makes all rows of the public columns readable for a role with any name, and nothing else.
func TestGrantRead(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	role := pgx.Identifier{`Reader's "` + d.Name}.Sanitize()
	run(t, conn, "create role "+role)
	t.Cleanup(func() {
		if _, err := d.Owner.Exec(context.Background(), "drop owned by "+role+" cascade"); err != nil {
			t.Error(err)
		}
		if _, err := d.Owner.Exec(context.Background(), "drop role "+role); err != nil {
			t.Error(err)
		}
	})
	deniedTo(t, conn, role, `select id from neon_auth."user"`)
	for range 2 {
		run(t, conn, `select neon_auth.grant_read($1::text::regrole)`, role)
	}
	opened := maps.Clone(readable)
	for _, view := range []string{"user_overview", "session_overview", "organization_overview", "invitation_overview", "audit_log"} {
		opened[view] = strings.Join(listed(t, conn, `select attname::text from pg_attribute
			where attrelid = ('neon_auth.' || $1)::regclass and attnum > 0 and not attisdropped`, view), " ")
	}
	readsOnly(t, conn, role, opened)
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, "set local role "+role)
		for table, rows := range map[string]int{
			`"user"`: 3, "session": 4, "account": 3, "organization": 2, "member": 3, "invitation": 2,
			"user_overview": 3, "session_overview": 4, "organization_overview": 2, "invitation_overview": 2,
		} {
			count(t, tx, "select count(*) from neon_auth."+table, rows)
		}
	})
}
