package sql_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// writes are neonauth's statements that cascade, as the sidecar calls them.
var writes = []string{
	`select neon_auth_api.sign_out('ada elsewhere')`,
	`select neon_auth_api.expire_sessions(100)`,
	`select neon_auth_api.admin_update_user('ada', '` + carl + `', '{"email": "charles@example.com"}', true)`,
	`select neon_auth_api.unlink_account('ada', 'github', null)`,
	`select neon_auth_api.update_organization('ada', '{"organizationId": "` + engine + `", "data": {"slug": "motor"}}')`,
	`select neon_auth_api.delete_role('ada', '{"organizationId": "` + engine + `", "roleName": "guest"}')`,
	`select neon_auth_api.remove_team('ada', '{"organizationId": "` + engine + `", "teamId": "` + crew + `"}')`,
	`select neon_auth_api.remove_member('ada', '{"organizationId": "` + engine + `", "memberIdOrEmail": "` + bobs + `"}')`,
	`select neon_auth_api.admin_remove_user('ada', '` + carl + `')`,
	`select neon_auth_api.delete_organization('eve', '{"organizationId": "` + ears + `"}')`,
	`select neon_auth_api.revoke_user_sessions('ada', '` + bob + `')`,
}

// bySQL are statements that a superuser calls.
var bySQL = []string{
	`select neon_auth.ban_user('` + bob + `')`,
	`select neon_auth.revoke_sessions('` + ada + `')`,
	`select neon_auth.expire_sessions()`,
	`select neon_auth.erase_user('` + carl + `')`,
	`select neon_auth.delete_user('` + bob + `')`,
}

// everywhere runs a statement for each of the app's tables.
func everywhere(statement string) (statements string) {
	for table := range referring {
		statements += fmt.Sprintf(statement, "public."+table) + ";\n"
	}
	return statements
}

// TestForeignTriggersGainNothing: a role that may only add triggers to the app's tables gains nothing when neonauth's
// statements cascade there. Its code runs neither as neon_auth, nor as the serving login, nor as a calling superuser.
func TestForeignTriggersGainNothing(t *testing.T) {
	t.Parallel()
	for name, vector := range map[string]string{
		"after each row":       `create trigger t after insert or update or delete on %s for each row execute function evil.after()`,
		"after the statement":  `create trigger t after insert or update or delete on %s for each statement execute function evil.after()`,
		"before each row":      `create trigger t before insert or update or delete on %s for each row execute function evil.prior()`,
		"before the statement": `create trigger t before insert or update or delete on %s for each statement execute function evil.after()`,
		"in a condition":       `create trigger t after insert or update or delete on %s for each row when (evil.check()) execute function suppress_redundant_updates_trigger()`,
		"deferred": `create constraint trigger t after insert or update or delete on %s deferrable initially deferred
			for each row execute function evil.after()`,
		"deferred, later": `create constraint trigger t after insert or update or delete on %s deferrable initially immediate
			for each row execute function evil.after()`,
		"security definer": `create trigger t after insert or update or delete on %s for each row execute function evil.as_mallory()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			mallory := connectTo(t, r.mallory.url)
			script(t, mallory, `create function evil.as_mallory() returns trigger language plpgsql security definer
				as 'begin perform evil.attack(); return null; end';`+everywhere(vector))
			r.suffers(t)
		})
	}
}

// TestForeignTablesGainNothing: the owner of a table that references neonauth's tables gains nothing through parts of
// that table.
func TestForeignTablesGainNothing(t *testing.T) {
	t.Parallel()
	for name, vector := range map[string]string{
		"trigger":   `create trigger t before update or delete on %s for each row execute function evil.prior()`,
		"default":   `alter table %s alter n set default evil.number(), alter ref set default null`,
		"check":     `alter table %s add check (evil.check()) not valid`,
		"generated": `alter table %s add g int generated always as (evil.number()) stored`,
		"domain":    `alter table %s alter n type evil.wary`,
		"policy": `alter table %s enable row level security, force row level security;
			create policy p on %[1]s using (evil.check()) with check (evil.check())`,
		"rule":  `create rule r as on delete to %s do also select evil.check()`,
		"rule2": `create rule r as on update to %s do also select evil.check()`,
		"index": `create index on %s (evil.number())`,
		"exclusion": `alter table %s add exclude using btree (n with =, (evil.of_n(n)) with =) where (false)
			deferrable initially deferred`,
		"exclusion2": `alter table %s add exclude using btree ((evil.of_n(n)) with =, (ref::text) with =)
			deferrable initially deferred`,
		"cascade of a cascade": `alter table %s add id serial primary key;
			create table evil.below_%[2]s (id int references %[1]s on delete cascade); insert into evil.below_%[2]s select id from %[1]s;
			create trigger t after delete on evil.below_%[2]s for each row execute function evil.after()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			for table := range referring {
				run(t, r.admin, fmt.Sprintf(`alter table public.%s owner to %s`, table, r.mallory.name))
			}
			run(t, r.admin, `grant create on schema public to `+r.mallory.name)
			mallory := connectTo(t, r.mallory.url)
			script(t, mallory, `
				create domain evil.wary as int check (evil.check());
				create function evil.of_n(int) returns int language plpgsql immutable as 'begin perform evil.attack(); return $1; end';`)
			for table := range referring {
				script(t, mallory, fmt.Sprintf(vector+"%[3]s", "public."+table, table, ""))
			}
			run(t, r.admin, `truncate evil.loot, evil.queue`)
			r.before = r.untouched(t)
			r.suffers(t)
		})
	}
}

// suffers runs neonauth's statements, which trigger the attack.
func (r *raid) suffers(t *testing.T, allowed ...string) {
	t.Helper()
	serving, super := connectTo(t, r.serving.url), connectTo(t, r.URL)
	succeeded := 0
	for _, who := range []struct {
		conn  *pgx.Conn
		calls []string
	}{{serving, writes}, {super, bySQL}} {
		for _, call := range who.calls {
			if _, err := who.conn.Exec(t.Context(), call, pgx.QueryExecModeExec); err == nil {
				succeeded++
			} else {
				t.Logf("%s: %v", call, err)
			}
			r.loses(t, who.conn, call, allowed...)
		}
	}
	r.keeps(t)
	t.Logf("%d calls succeeded; it ran as: %v", succeeded, listed(t, r.admin, `select distinct as_user || ' in ' || as_session from evil.loot`))
}

// TestForeignTriggersAreFelt: the attack of these tests succeeds without neonauth's guards.
func TestForeignTriggersAreFelt(t *testing.T) {
	t.Parallel()
	r := plunder(t)
	script(t, connectTo(t, r.mallory.url), everywhere(`create trigger t after delete on %s for each row execute function evil.after()`))
	in(t, r.admin, func(tx pgx.Tx) {
		run(t, tx, `delete from public.of_user`)
		for _, gain := range []string{"became superuser", "emptied the audit log", "replaced a function", "held a cursor", "made an administrator"} {
			holds(t, tx, `exists (select from evil.loot where what = $1)`, gain)
		}
	})
}

// TestNoFunctionCascadesByItself: a function that runs as neon_auth changes or deletes rows that the app's tables may
// reference only through neon_auth_internal.remove or rename, never by its own statement.
func TestNoFunctionCascadesByItself(t *testing.T) {
	t.Parallel()
	_, conn := withPeople(t)
	sources := func(q interface {
		Query(context.Context, string, ...any) (pgx.Rows, error)
	},
	) []string {
		return listed(t, q, `select p.oid::regprocedure || ': ' || p.prosrc from pg_proc p
			where p.pronamespace::regnamespace::text in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')
			  and p.proowner <> 'neon_auth_writer'::regrole`)
	}
	for _, source := range sources(conn) {
		source = strings.ReplaceAll(source, "truncate neon_auth.breached_password", "") // no key of it is open to the app
		if cascades(source) {
			t.Errorf("it deletes or renames by itself, use neon_auth_internal.remove or rename: %s", source)
		}
	}
	for _, body := range []string{
		`delete from neon_auth."user" u where u.id is null`, `delete from neon_auth.session`, `delete from only neon_auth.team t`,
		`execute format('delete from neon_auth.%I', 'user')`, `truncate neon_auth.member`,
		`update neon_auth."user" u set name = 'x', email = 'y' where u.id is null`, `update neon_auth.organization o set slug = 'y'`,
		`with gone as (delete from neon_auth.invitation returning 1) select from gone`, `update neon_auth.session s set token = 'x'`,
		`update neon_auth."organizationRole" r set permission = '{}', role = 'x' where r.id is null`,
	} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `create function neon_auth_internal.offender() returns void language plpgsql as $f$ begin `+body+`; end $f$`)
			if !slices.ContainsFunc(sources(tx), cascades) {
				t.Errorf("nothing is found in %s", body)
			}
		})
	}
	for _, table := range listed(t, conn, `
		select c.oid::regclass::text from pg_class c
		where c.relnamespace = 'neon_auth'::regnamespace and has_table_privilege('pg_database_owner', c.oid, 'references')
		  and c.relname <> 'users_sync' -- its rows are never deleted, nor do their ids change
		  and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'writer')
		union all
		select c.oid::regclass::text from pg_class c
		where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and has_table_privilege('pg_database_owner', c.oid, 'trigger')
		  and 3 <> (select count(*) from pg_trigger g where g.tgrelid = c.oid and g.tgname in (chr(1), '~exchanged', '~settle'))`) {
		t.Errorf("%s is open to the database's owner, and unguarded: see policies.sql", table)
	}
	// The app's tables may reference each unique key of the tables from which these functions delete.
	for _, key := range listed(t, conn, `
		select i.indrelid::regclass || ' ' || string_agg(a.attname, ',' order by a.attnum) from pg_index i
		join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
		where i.indisunique and i.indpred is null and i.indexprs is null
		  and has_table_privilege('pg_database_owner', i.indrelid, 'references')
		group by i.indexrelid, i.indrelid having string_agg(a.attname, ',') <> 'id'`) {
		if !slices.Contains([]string{
			`neon_auth."user" email`, "neon_auth.session token", "neon_auth.account accountId,providerId", "neon_auth.organization slug",
			"neon_auth.member organizationId,userId", `neon_auth."teamMember" teamId,userId`, `neon_auth."organizationRole" organizationId,role`,
		}, key) {
			t.Errorf("%s is a key that rename and this test do not know", key)
		}
	}
}

var (
	comments = regexp.MustCompile(`--[^\n]*`)
	referred = `neon_auth\.("?user"?|session|account|organization|member|invitation|team|"?teamMember"?|"?organizationRole"?)\b`
	deletes  = regexp.MustCompile(`(?i)\bdelete\s+from\s+(only\s+)?(` + strings.ReplaceAll(referred, `\b`, `(\s|;|$|\))`) + `|(neon_auth\.)?%)|\btruncate\s+(table\s+)?(only\s+)?(neon_auth\.|%)|\bmerge\s+into\b`)
	updates  = regexp.MustCompile(`(?is)\bupdate\s+(?:only\s+)?neon_auth\.("?\w+"?)[^;]*?\bset\b(.*?)(?:\bwhere\b|;|$)`)
	assigned = regexp.MustCompile(`(?:^|[\s,(])(\w+|"\w+")\s*=`)
	keys     = map[string]string{
		`"user"`: "id email", "session": "id token", "account": `id "accountId" "providerId"`, "organization": "id slug",
		"member": `id "organizationId" "userId"`, "invitation": "id", "team": "id", `"teamMember"`: `id "teamId" "userId"`,
		`"organizationRole"`: `id "organizationId" role`,
	}
)

// cascades reports whether a function deletes rows that the app's tables may reference, or changes their keys.
func cascades(source string) bool {
	source = comments.ReplaceAllString(source, "")
	if deletes.MatchString(source) && !strings.HasPrefix(source, "neon_auth_internal.count_users()") &&
		!strings.HasPrefix(source, "neon_auth_internal.empty_tables(") { // it truncates only where no code of the app can run
		return true
	}
	for _, update := range updates.FindAllStringSubmatch(source, -1) {
		for _, column := range assigned.FindAllStringSubmatch(update[2], -1) {
			if slices.Contains(strings.Fields(keys[update[1]]), column[1]) {
				return true
			}
		}
	}
	return false
}
