package sql_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// A raid is a database in which mallory, an ordinary role, has code that neonauth's statements may run.
type raid struct {
	*pgtest.Database
	admin   *pgx.Conn // a superuser's
	serving actor     // a login as the sidecar has it
	mallory actor     // may put triggers on the app's tables, and owns schema evil
	owner   actor     // owns the database and the app's tables
	before  string    // what must not change
	rights  []string  // what mallory may do anyway
}

// referring are the app's tables. Each references a neonauth table by one of its keys.
var referring = map[string]string{
	"of_user":    `uuid references neon_auth."user" on delete cascade`,
	"of_user2":   `uuid references neon_auth."user" on delete set null`,
	"of_email":   `text references neon_auth."user" (email) on delete cascade on update cascade`,
	"of_email2":  `text references neon_auth."user" (email) on delete set null on update set null`,
	"of_session": `uuid references neon_auth.session on delete cascade`,
	"of_account": `uuid references neon_auth.account on delete set null`,
	"of_org":     `uuid references neon_auth.organization on delete cascade`,
	"of_slug":    `text references neon_auth.organization (slug) on delete set default on update cascade`,
	"of_member":  `uuid references neon_auth.member on delete cascade`,
	"of_invited": `uuid references neon_auth.invitation on delete set null`,
	"of_team":    `uuid references neon_auth.team on delete cascade`,
	"of_mate":    `uuid references neon_auth."teamMember" on delete cascade`,
	"of_role":    `uuid references neon_auth."organizationRole" on delete cascade`,
}

const (
	carl   = "5a14a3a0-0f0e-4c0e-9f0e-000000000004"
	bobs   = "3e3b0000-0000-4000-8000-000000000002"
	engine = "06640000-0000-4000-8000-000000000001"
	ears   = "06640000-0000-4000-8000-000000000002"
	crew   = "7ea30000-0000-4000-8000-000000000001"
)

// attack tries everything that the rights of its role and of the session may allow. It records in evil.loot which role
// it ran as, and what succeeded.
const attack = `
	create table evil.loot (as_user text, as_session text, what text);
	create table evil.queue (id int);
	grant usage on schema evil to public; grant all on evil.loot, evil.queue to public;
	create function evil.try(what text, statement text) returns void language plpgsql as $$
	begin
	  execute statement;
	  insert into evil.loot values (current_user, session_user, what);
	exception when others or query_canceled or assert_failure then
	  null;
	end $$;
	create function evil.attack() returns void language plpgsql as $$
	begin
	  if pg_trigger_depth() > 2 or (select count(*) from evil.loot) > 300 then -- set off by itself
	    return;
	  end if;
	  insert into evil.loot values (current_user, session_user, 'ran');
	  perform evil.try('made an administrator', $q$ do $d$ begin
	    update neon_auth."user" set role = 'admin' where email like 'eve%'; if not found then raise 'none'; end if; end $d$ $q$);
	  perform evil.try('deleted a user', $q$ do $d$ begin
	    delete from neon_auth."user" where email like 'eve%'; if not found then raise 'none'; end if; end $d$ $q$);
	  perform evil.try('emptied the audit log', 'delete from neon_auth.audit_log');
	  perform evil.try('read sessions', 'select token from neon_auth.session limit 0');
	  perform evil.try('called the API', 'select neon_auth_api.get_config()');
	  perform evil.try('changed the password', format('alter role %I password %L', session_user, 'stolen'));
	  perform evil.try('became superuser', 'alter role ' || quote_ident(evil.me()) || ' superuser');
	  perform evil.try('became neon_auth', 'grant neon_auth to ' || quote_ident(evil.me()));
	  perform evil.try('replaced a function', 'create or replace function neon_auth_api.sign_out(token_hash text) returns json language sql as $f$ select null::json $f$');
	  perform evil.try('altered a function', 'alter function neon_auth_internal.write_marked(uuid) security invoker');
	  perform evil.try('set the role', 'set role neon_auth');
	  perform evil.try('reset the role', 'reset role');
	  perform evil.try('set the session', 'set session authorization neon_auth');
	  perform evil.try('dropped what it owns', 'drop owned by current_user');
	  perform evil.try('left a function', 'create or replace function evil.backdoor_' || md5(current_user) || '() returns name language sql security definer as ''select current_user''');
	  perform evil.try('prepared', 'deallocate all'); perform evil.try('prepared', 'prepare stolen as select evil.attack()');
	  if to_regclass('evil.no_cursor') is null then
	    perform evil.try('held a cursor', 'declare stolen cursor with hold for select evil.attack()');
	  end if;
	  perform evil.try('set', 'set search_path = evil, pg_catalog'); perform evil.try('set', 'set local search_path = pg_catalog');
	  perform evil.try('deferred', 'set constraints all deferred');
	  perform evil.try('queued', 'insert into evil.queue values (1)');
	end $$;
	create function evil.after() returns trigger language plpgsql as 'begin perform evil.attack(); return null; end';
	create function evil.prior() returns trigger language plpgsql as 'begin perform evil.attack(); return coalesce(new, old); end';
	create function evil.chain() returns trigger language plpgsql as $$ begin
	  perform evil.attack();
	  if (select count(*) from evil.queue) < 30 then
	    set constraints all deferred;
	    insert into evil.queue values (1);
	  end if;
	  return null;
	end $$;
	create function evil.check() returns boolean language plpgsql as 'begin perform evil.attack(); return true; end';
	create function evil.number() returns int language plpgsql immutable as 'begin perform evil.attack(); return 1; end';
	create constraint trigger chain after insert on evil.queue deferrable initially deferred for each row execute function evil.chain();`

// plunder creates the database, with rows of each kind, and the app's tables that reference each of them.
func plunder(t *testing.T) *raid {
	t.Helper()
	d, admin := withPeople(t)
	r := &raid{Database: d, admin: admin}
	r.serving, r.mallory, r.owner = login(t, d.Name, d.URL, admin, "serving"), login(t, d.Name, d.URL, admin, "mallory"), login(t, d.Name, d.URL, admin, "owner")
	run(t, admin, `grant neon_auth_sidecar to `+r.serving.name)
	run(t, admin, `alter database `+d.Name+` owner to `+r.owner.name)
	script(t, admin, `
		update neon_auth.project_config set plugin_configs = '{"organization": {"config": {
		  "teams": {"enabled": true}, "dynamicAccessControl": {"enabled": true}}}}';
		update neon_auth."user" set role = 'admin' where name = 'Ada';
		insert into neon_auth."user" (id, name, email, "emailVerified") values ('`+carl+`', 'Carl', 'carl@example.com', true);
		insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values
		  ('carl', '`+carl+`', now() + interval '1 day', now()), ('expired', '`+carl+`', now() - interval '1 day', now());
		insert into neon_auth.team (id, name, "organizationId") values ('`+crew+`', 'Crew', '`+engine+`'), (gen_random_uuid(), 'Rest', '`+engine+`');
		insert into neon_auth."teamMember" ("teamId", "userId") values ('`+crew+`', '`+ada+`'), ('`+crew+`', '`+bob+`');
		insert into neon_auth."organizationRole" ("organizationId", role, permission) values ('`+engine+`', 'guest', '{}');
		insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt") values ('ada', 'github', '`+ada+`', now());
		create schema evil authorization `+r.mallory.name+`;`)
	owner := connectTo(t, r.owner.url)
	ours := map[string]string{
		"of_user": `"user"|id`, "of_user2": `"user"|id`, "of_email": `"user"|email`, "of_email2": `"user"|email`, "of_session": "session|id",
		"of_account": "account|id", "of_org": "organization|id", "of_slug": "organization|slug", "of_member": "member|id",
		"of_invited": "invitation|id", "of_team": "team|id", "of_mate": `"teamMember"|id`, "of_role": `"organizationRole"|id`,
	}
	for table, column := range referring {
		from, key, _ := strings.Cut(ours[table], "|")
		run(t, owner, fmt.Sprintf(`create table public.%s (ref %s, n int)`, table, column))
		run(t, owner, fmt.Sprintf(`insert into public.%s select %s, 0 from neon_auth.%s`, table, key, from))
		run(t, owner, fmt.Sprintf(`grant all on public.%s to %s`, table, r.mallory.name))
	}
	conn := connectTo(t, r.mallory.url)
	script(t, conn, attack+`create function evil.me() returns text language sql as $$ select '`+r.mallory.name+`'::text $$;`)
	r.before = r.untouched(t)
	return r
}

// untouched describes what no attack may change: neonauth's functions, the roles, and the administrators.
func (r *raid) untouched(t *testing.T) (state string) {
	t.Helper()
	must(t, r.admin.QueryRow(t.Context(), `
		select md5(string_agg(concat(p.oid, p.proowner, p.prosecdef, p.proconfig, p.prosrc, p.proacl), ',' order by p.oid))
		  || (select string_agg(concat(a.rolname, a.rolsuper, a.rolcanlogin, a.rolpassword), ',' order by a.oid)
		    from pg_authid a where a.rolname in ('neon_auth', 'neon_auth_writer', 'neon_auth_sidecar', $1, $2, $3))
		  || (select count(*)::text from pg_auth_members m where m.member in ($1::text::regrole, $2::text::regrole, $3::text::regrole))
		  || (select coalesce(string_agg(u.name, ',' order by u.name), '') from neon_auth."user" u where u.role = 'admin' and $4)
		from pg_proc p where p.pronamespace::regnamespace::text in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')`,
		r.serving.name, r.mallory.name, r.owner.name, r.rights == nil).Scan(&state))
	return state
}

// harmless lists what an attack may do successfully: it is rolled back or rejected later in the transaction, or its
// author has the right to do it.
var harmless = []string{"queued", "deferred", "set", "prepared", "left a function"}

// loses requires that an attack has gained nothing: it never ran with rights of others, and left nothing behind.
// allowed are the roles it may have run as, besides neon_auth_writer and its author.
func (r *raid) loses(t *testing.T, conn *pgx.Conn, what string, allowed ...string) {
	t.Helper()
	for _, found := range listed(t, r.admin, `select distinct concat_ws('|', as_user, what) from evil.loot`) {
		as, did, _ := strings.Cut(found, "|")
		if !slices.Contains(append(allowed, "neon_auth_writer", r.mallory.name), as) {
			t.Errorf("%s: it ran as %s: %s", what, as, did)
		}
		if did != "ran" && !slices.Contains(harmless, did) && !slices.Contains(r.rights, did) {
			t.Errorf("%s: as %s it %s", what, as, did)
		}
	}
	for _, left := range listed(t, conn, `
		select 'prepared ' || p.name from pg_catalog.pg_prepared_statements p where p.from_sql
		union all select 'cursor ' || c.name from pg_catalog.pg_cursors c where c.is_holdable
		union all select 'path ' || pg_catalog.current_setting('search_path') where pg_catalog.current_setting('search_path') ~ 'evil'`) {
		t.Errorf("%s: left in the session: %s", what, left)
	}
}

// keeps requires that neonauth's functions, the roles, the administrators and the audit log are unchanged.
func (r *raid) keeps(t *testing.T) {
	t.Helper()
	if after := r.untouched(t); after != r.before {
		t.Errorf("it changed protected objects: %s, was %s", after, r.before)
	}
	if n := listed(t, r.admin, `select 'gone' where not exists (select from neon_auth.audit_log)`); len(n) > 0 {
		t.Error("the audit log is empty")
	}
	for _, left := range listed(t, r.admin, `
		select p.proname from pg_proc p where p.proowner = 'neon_auth_writer'::regrole and p.pronamespace <> 'neon_auth_internal'::regnamespace
		union all select 'marks' where exists (select from neon_auth.write_mark)`) {
		t.Errorf("%s is left behind", left)
	}
}
