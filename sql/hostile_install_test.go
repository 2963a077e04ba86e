package sql_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sql"
)

// planted are settings with which a database's owner tries to make an install or a sidecar execute their code.
var planted = map[string]string{
	"search_path":                   "trap, pg_catalog",
	"role":                          "owner",
	"row_security":                  "off",
	"default_transaction_isolation": "serializable",
	"default_transaction_read_only": "on",
	"standard_conforming_strings":   "off",
	"transform_null_equals":         "on",
	"quote_all_identifiers":         "on",
	"check_function_bodies":         "off",
	"statement_timeout":             "300ms",
	"lock_timeout":                  "1ms",
	"default_table_access_method":   "heap",
	"DateStyle":                     "German",
	"IntervalStyle":                 "sql_standard",
	"TimeZone":                      "Asia/Kathmandu",
	"extra_float_digits":            "-15",
	"array_nulls":                   "off",
}

// sane resets the settings that the test itself needs.
var sane = map[string]string{
	"search_path": "pg_catalog, pg_temp", "role": "none", "default_transaction_read_only": "off",
	"statement_timeout": "0", "lock_timeout": "0", "standard_conforming_strings": "on",
}

// TestNothingOfTheOwnersRunsInAnInstall: an install executes no code of the database's owner, and nothing that it
// installs is bound to it. The owner has objects in public and in schemas named like the installer, and has set
// search_path and other settings on the database and on the role.
func TestNothingOfTheOwnersRunsInAnInstall(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	script(t, c.admin, `grant owner to installer`)
	for _, installer := range []string{"installer", "postgres"} {
		t.Run(installer, func(t *testing.T) {
			database := "app_of_" + installer
			c.database(t, database, "")
			owner := c.connect(t, "owner", database)
			surround(t, owner, installer)
			for name, value := range planted {
				run(t, owner, fmt.Sprintf("alter database %s set %s = %s", database, name, quotedSetting(name, value)))
			}
			run(t, c.admin, fmt.Sprintf("alter role %s in database %s set search_path = trap, pg_catalog", installer, database))
			plain := c.connect(t, installer, database)
			if err := try(t, plain, `select now()`); err == nil || !strings.Contains(err.Error(), sprung) {
				t.Fatalf("the trap does not spring: %v", err)
			}

			must(t, sql.Install(t.Context(), plain))
			holds(t, plain, `pg_catalog.current_setting('search_path') operator(pg_catalog.=) 'trap, pg_catalog'`) // given back
			must(t, sql.Install(t.Context(), plain))
			pinned, err := sql.Connect(t.Context(), c.url(t, installer, database))
			must(t, err)
			defer pinned.Close(t.Context())
			must(t, sql.Install(t.Context(), pinned))
			clean := c.connect(t, "postgres", database)
			for name, value := range sane {
				run(t, clean, fmt.Sprintf("set %s = %s", name, value))
			}
			unbound(t, clean)
			reinstallable(t, clean)
			must(t, sql.Install(t.Context(), plain))
			unbound(t, clean)
			holds(t, clean, `count(*) > 10 and bool_and(owner = 'neon_auth') from (
				select pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'neon_auth'::regnamespace and relkind = 'r') t`)
		})
	}
}

func quotedSetting(name, value string) string {
	if name == "search_path" {
		return value
	}
	return "'" + value + "'"
}

// surround creates traps of the owner for all names in the installed SQL, in trap, in public and in a schema named like
// the login that installs.
func surround(t *testing.T, owner *pgx.Conn, login string) {
	t.Helper()
	var text strings.Builder
	must(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".sql" && !strings.HasPrefix(path, "tests") {
			content, err := os.ReadFile(path)
			text.Write(content)
			return err
		}
		return err
	}))
	source := `source as (select ` + "$source$" + text.String() + "$source$" + `::text as text)`
	made, _ := traps(t, owner, source)
	for _, schema := range []string{"trap", "public", login} {
		here := strings.ReplaceAll(made, "trap.", quote(schema)+".")
		here = strings.Replace(here, "create schema trap;", "create schema if not exists "+quote(schema)+";", 1)
		here = strings.Replace(here, "schema trap to", "schema "+quote(schema)+" to", 1)
		script(t, owner, here)
	}
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// unbound requires that every object of neonauth only refers to built-in objects and its own.
func unbound(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	for _, bound := range bindings(t, conn) {
		t.Error(bound)
	}
}

func bindings(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	return listed(t, conn, `
		select distinct pg_describe_object(d.classid, d.objid, d.objsubid) || ' is bound to '
		  || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
		from pg_depend d
		cross join lateral pg_identify_object(d.classid, d.objid, d.objsubid) o
		cross join lateral pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) r
		where d.classid <> 0 and d.deptype <> 'e'
		  and (o.schema ~ '^(neon_auth(_api|_internal)?|auth)$' or o.identity ~ '(^| )(on|for) (neon_auth(_api|_internal)?|auth)\.')
		  and (r.schema !~ '^(neon_auth(_api|_internal)?|auth|pg_catalog|pg_toast)$' or r.type in ('cast', 'transform'))`)
}

// TestInstallMendsWhatWasBoundElsewhere: objects that an earlier install bound to the owner's functions and operators
// are created again, even if no other function changes.
func TestInstallMendsWhatWasBoundElsewhere(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	for _, installer := range []string{"installer", "postgres"} {
		t.Run(installer, func(t *testing.T) {
			database := "bound_by_" + installer
			c.database(t, database, "")
			must(t, c.install(t, installer, database))
			admin := c.connect(t, "postgres", database)
			before := dump(t, c.url(t, "postgres", database), "--schema-only", "--schema=neon_auth*", "--schema=auth")
			script(t, c.connect(t, "owner", database), `
				create schema evil; grant usage on schema evil to public;
				create function evil.format(text, name) returns text language sql as $$ select 'x' $$;
				create function evil.format(text, text, text) returns text language sql as $$ select 'x' $$;
				create function evil.current_database() returns name language sql immutable as $$ select 'x'::name $$;
				create function evil.lower(text) returns text language sql immutable as $$ select pg_catalog.lower($1) $$;
				create function evil.gen_random_uuid() returns uuid language sql as $$ select pg_catalog.gen_random_uuid() $$;
				create function evil.jsonb_typeof(jsonb) returns text language sql immutable as $$ select pg_catalog.jsonb_typeof($1) $$;
				create function evil.now() returns timestamptz language sql stable as $$ select pg_catalog.now() $$;
				create function evil.same(uuid, uuid) returns bool language sql immutable as $$ select $1 operator(pg_catalog.=) $2 $$;
				create operator evil.= (leftarg = uuid, rightarg = uuid, function = evil.same);
				create collation evil."C" from "C"`)
			overview, err := os.ReadFile("functions/manage/session_overview.sql")
			must(t, err)
			advice, err := os.ReadFile("functions/identity/policy_advice.sql")
			must(t, err)
			script(t, admin, `set role neon_auth; set search_path = evil, pg_catalog;`+string(overview)+string(advice)+`;
				drop policy own on neon_auth."user";
				create policy own on neon_auth."user" for select to authenticated using (id = (select auth.uid()));
				alter table neon_auth."user" alter id set default gen_random_uuid();
				alter table neon_auth.project_config drop constraint options_is_object,
				  add constraint options_is_object check (jsonb_typeof(options) = 'object');
				drop index neon_auth.user_email_normal_key;
				create unique index user_email_normal_key on neon_auth."user" (lower(normalize(email, NFKC) collate "C"));
				reset role; reset search_path`)
			if bound := bindings(t, admin); len(bound) < 8 {
				t.Fatalf("this binds little: %v", bound)
			}
			must(t, c.install(t, installer, database))
			unbound(t, admin)
			if bound := bindings(t, admin); len(bound) > 0 {
				return
			}
			script(t, admin, `drop schema evil cascade`)
			if diff := difference(before, dump(t, c.url(t, "postgres", database), "--schema-only", "--schema=neon_auth*", "--schema=auth")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestInstallRefusesEventTriggersOfOthers: a function that its owner may replace would run with the installer's rights.
func TestInstallRefusesEventTriggersOfOthers(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	owner, admin := c.connect(t, "owner", "app"), c.connect(t, "postgres", "app")
	script(t, owner, `create schema app; create function app.log() returns event_trigger language plpgsql as 'begin end'`)
	script(t, admin, `create event trigger log on ddl_command_end execute function app.log()`)
	for _, installer := range []string{"installer", "postgres"} {
		told(t, c.install(t, installer, "app"), "event trigger log calls app.log() of role owner, which would run with the rights of "+installer)
	}
	script(t, admin, `alter function app.log() owner to postgres`)
	must(t, c.install(t, "installer", "app"))
}

// TestTriggersOfOthersRestInAnInstall: their functions would run with the installer's rights, as reset role shows.
func TestTriggersOfOthersRestInAnInstall(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "postgres", "app"))
	owner, admin := c.connect(t, "owner", "app"), c.connect(t, "postgres", "app")
	script(t, owner, `
		create schema app; grant usage on schema app to public;
		create function app.spring() returns trigger language plpgsql
		  as $$ begin reset role; raise exception '`+sprung+` as %', current_user; end $$;
		create trigger spring before insert or update or delete on neon_auth.project_config for each row execute function app.spring();
		create trigger later after update on neon_auth."user" for each statement execute function app.spring()`)
	run(t, admin, `alter table neon_auth."user" disable trigger later`)
	before := listed(t, admin, `select tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal order by 1`)
	reinstallable(t, admin)
	must(t, c.install(t, "postgres", "app"))
	in(t, admin, func(tx pgx.Tx) {
		run(t, tx, `set local role neon_auth`)
		run(t, tx, sql.RestTriggers)
		run(t, tx, `update neon_auth.project_config set name = 'changed by a migration'`)
		run(t, tx, `update neon_auth."user" set name = 'x'`)
		run(t, tx, sql.WakeTriggers)
		_, err := tx.Exec(t.Context(), `update neon_auth.project_config set name = 'changed later'`)
		if err == nil || !strings.Contains(err.Error(), "trigger spring") { // the guard finds it enabled, and refuses it
			t.Errorf("the trigger does not fire again: %v", err)
		}
	})
	if after := listed(t, admin, `select tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal order by 1`); strings.Join(after, " ") != strings.Join(before, " ") {
		t.Errorf("triggers are %v, they were %v", after, before)
	}
}

// TestInstallMendsSignaturesBoundElsewhere: functions and views with foreign types are dropped and created again. A
// column with such a type cannot be repaired without changing the app's data, so the install names it and stops.
func TestInstallMendsSignaturesBoundElsewhere(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	admin := c.connect(t, "postgres", "app")
	script(t, c.connect(t, "owner", "app"), `create schema evil; grant usage on schema evil to public;
		create domain evil.uuid as pg_catalog.uuid; create domain evil.text as pg_catalog.text; create domain evil.bool as pg_catalog.bool`)
	before := dump(t, c.url(t, "postgres", "app"), "--schema-only", "--schema=neon_auth*", "--schema=auth")
	advice, err := os.ReadFile("functions/identity/policy_advice.sql")
	must(t, err)
	script(t, admin, `set role neon_auth; set search_path = evil, pg_catalog;
		drop function auth.init();
		create function auth.init() returns bool language sql as 'select true';
		create function auth.init(value text) returns void language sql as 'select';
		create function neon_auth.unban_user(id uuid) returns void language sql as 'select';
		drop view neon_auth.policy_advice;
		`+strings.Replace(string(advice), `as policy, v.advice collate "default" as advice`, `as policy, v.advice::text as advice`, 1)+`;
		reset role; reset search_path`)
	if bound := bindings(t, admin); len(bound) < 4 {
		t.Fatalf("this binds little: %v", bound)
	}
	must(t, c.install(t, "installer", "app"))
	unbound(t, admin)
	if diff := difference(before, dump(t, c.url(t, "postgres", "app"), "--schema-only", "--schema=neon_auth*", "--schema=auth")); diff != "" {
		t.Error(diff)
	}

	run(t, admin, `alter table neon_auth.branch_alias alter branch type evil.text`)
	told(t, c.install(t, "installer", "app"), "an earlier install was bound to objects of the database's owner, and this one cannot repair it: "+
		"column branch of table neon_auth.branch_alias to type evil.text")
	run(t, admin, `alter table neon_auth.branch_alias alter branch type text`)
	must(t, c.install(t, "installer", "app"))

	// The error names objects that depend on a wrongly bound function. Nothing is dropped.
	script(t, admin, `create function auth.init(value evil.uuid) returns int language sql as 'select 1'; alter function auth.init(evil.uuid) owner to neon_auth;
		create view public.uses as select auth.init(null::evil.uuid)`)
	told(t, c.install(t, "installer", "app"), "function auth.init(evil.uuid) is bound to type evil.uuid and has to be recreated; drop what depends on it first: view public.uses depends on")
}
