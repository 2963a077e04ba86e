package sql_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// sprung is the error that every trap raises.
const sprung = "SPRUNG"

// trapSchema belongs to a caller and is first on their search_path.
const trapSchema = `
	create schema trap;
	grant all on schema trap to public;
	create function trap.spring(what text) returns bool language plpgsql
	  as $f$ begin raise exception '` + sprung + ` %', what; end $f$;
`

// TestJ01NothingOfTheCallersRuns: objects of a caller in pg_temp and first on their search_path never run in neonauth's
// functions, policies and triggers. They run neither as the owner of these, nor can they change what auth.uid()
// returns.
func TestJ01NothingOfTheCallersRuns(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	run(t, admin, `delete from neon_auth.jwks`)
	run(t, admin, `update neon_auth.session set token = $1 where token = 'ada elsewhere'`, hashed(adaSession))
	p := &people{Database: d}
	p.key, p.kid = p.addKey(t, "neon_auth.branch_identity()")
	token := p.token(t, nil)

	// The key that guesses names, or the functions of the management API would only be refused.
	run(t, admin, `insert into neon_auth_management.key (name, hash, start, project) values ('guess', sha256('guess'), 'nak_', neon_auth_management.project_id())`)
	temporary := plant(t, admin)
	script(t, admin, `
		create schema control; grant usage on schema control to public;
		create function control.typed(v text) returns text language plpgsql security definer set search_path = ''
		  as $$ declare u pg_catalog.text := v::uuid; begin return u; end $$;
		create function control.tabled() returns bigint language plpgsql security definer set search_path = ''
		  as $$ begin return (select pg_catalog.count(id) from project_config); end $$;
		create function control.called() returns timestamptz language plpgsql as $$ begin return now(); end $$;
		create function control.operated(v text) returns boolean language plpgsql as $$ begin return v || 'x' <> 'y'; end $$;
		create function control.cast(v text) returns text language plpgsql
		  as $$ declare r pg_catalog.text := v::regrole; begin return r; end $$;
		create function control.aggregated() returns json language plpgsql
		  as $$ begin return (select json_agg(v) from (values ('x'::pg_catalog.text)) n (v)); end $$;`)

	app, owner := login(t, d.Name, d.URL, admin, "app"), login(t, d.Name, d.URL, admin, "owner")
	run(t, admin, `grant authenticated to `+app.name)
	run(t, admin, `alter database `+d.Name+` owner to `+owner.name)
	rows := []string{}
	for table := range readable {
		rows = append(rows, `select pg_catalog.count(*) from neon_auth.`+table)
	}
	for who, actor := range map[string]struct {
		url, schemas string
		more         []string
	}{
		"an app": {app.url, `'{auth}'::name[]`, append(rows,
			`select auth.login('`+adaSession+`')`, `select auth.jwt_session_init('`+token+`')`)},
		"the owner": {owner.url, `'{neon_auth,auth}'::name[]`, []string{
			`select neon_auth.create_user('carl@example.com', 'Carl', '` + bcryptHash + `')`,
			`select * from neon_auth.session_overview`, `select neon_auth.allow_moves()`,
			`insert into neon_auth."user" (name, email, "emailVerified") values ('x', 'x@example.com', true)`,
			`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values ('` + ada + `', 'x', 'tomorrow', 'now')`,
			`update neon_auth."user" set name = 'x'`, `update neon_auth.session set "userAgent" = 'x'`,
			`update neon_auth.project_config set name = 'x'`, `delete from neon_auth."user"`,
		}},
		"the sidecar": {d.SidecarURL, `'{neon_auth_api}'::name[]`, []string{
			`select neon_auth_api.begin_request((select config_version from neon_auth_api.get_config()), '', '')`,
			`select neon_auth_api.sign_up_email('Carl', 'carl@example.com', null, 'hash', 8, '{"x": 1}', 'carl', true)`,
			`select neon_auth_api.sign_in_email('` + ada + `', 'hash of Ada', 'new', false, '/')`,
			`select neon_auth_api.change_password('ada', 'hash of Ada', 'next', true, 'new')`,
			`select neon_auth_api.update_user('ada', '{"name": "x", "image": null}')`,
		}},
	} {
		t.Run(who, func(t *testing.T) {
			calling := append(guesses(t, admin, actor.schemas), actor.more...)
			conn := connectTo(t, actor.url)
			script(t, conn, temporary)
			run(t, conn, `select pg_catalog.set_config('request.jwt.claims', '{"sub": "`+ada+`"}', false)`)
			run(t, conn, `set search_path = trap, pg_catalog`)

			for _, control := range []string{"typed('" + ada + "')", "tabled()", "called()", "cast('anonymous')", "operated('x')", "aggregated()"} {
				if err := try(t, conn, `select control.`+control); err == nil || !strings.Contains(err.Error(), sprung) {
					t.Errorf("the trap for control.%s does not spring: %v", control, err)
				}
			}
			succeeded := 0
			for _, call := range calling {
				switch err := try(t, conn, call); {
				case err == nil:
					succeeded++
				case strings.Contains(err.Error(), sprung):
					t.Errorf("%s: %v", call, err)
				case strings.HasPrefix(sqlstate(err), "42"):
					t.Errorf("%s proves nothing: %v", call, err)
				}
			}
			t.Logf("%d of %d calls went through", succeeded, len(calling))
			if succeeded*2 < len(calling) {
				t.Errorf("%d of %d calls only went through: this proves little", succeeded, len(calling))
			}
		})
	}
}

// try runs a statement in a transaction that is rolled back.
func try(t *testing.T, conn *pgx.Conn, statement string) (err error) {
	in(t, conn, func(tx pgx.Tx) { _, err = tx.Exec(t.Context(), statement) })
	return err
}

// guesses returns calls of each function of some schemas with a value of each type, and Ada's session for texts. It
// skips context_seal, which is not meant to be called, and adopt_branch, which the owner may not call
// (tests/branch_test.sql), and functions of triggers.
func guesses(t *testing.T, q *pgx.Conn, schemas string) []string {
	t.Helper()
	return listed(t, q, `
		select format('select * from %I.%I(%s)', n.nspname, p.proname, (
		  select string_agg(format('%L', case format_type(a.type, null)
		    when 'text' then 'ada' when 'uuid' then '`+ada+`' when 'integer' then '8' when 'bigint' then '8'
		    when 'boolean' then 'true' when 'jsonb' then '{"name": "x"}' when 'json' then '{"name": "x"}'
		    when 'text[]' then '{ada,bob}' when 'timestamp with time zone' then '2100-01-01' when 'regrole' then 'authenticated'
		    when 'name[]' then '{authenticated}' when 'bytea' then '\x' || encode(sha256('guess'), 'hex') end), ', ' order by a.nr)
		  from unnest(p.proargtypes) with ordinality a (type, nr)))
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname = any (`+schemas+`) and p.prorettype <> 'trigger'::regtype and p.proname not in ('context_seal', 'adopt_branch', 'allow_moves')`)
}

// plant creates the traps of the caller's schema, and returns the script for those of pg_temp, which is separate for
// each connection.
func plant(t *testing.T, admin *pgx.Conn) (temporary string) {
	t.Helper()
	traps, temporary := traps(t, admin, `source as (
		select string_agg(p.prosrc, ' ') as text from pg_proc p
		where p.pronamespace::regnamespace::name in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth'))`)
	script(t, admin, traps)
	return temporary
}

// traps returns the scripts of both, for the functions, operators and tables that a source uses.
func traps(t *testing.T, admin *pgx.Conn, sources string) (traps, temporary string) {
	t.Helper()
	body := func(what string) string {
		return `language plpgsql as $f$ begin perform trap.spring(' || quote_literal(` + what + `) || '); end $f$`
	}
	traps = trapSchema
	for kind, query := range map[string]string{
		"functions": `
			select 'create function trap.' || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ') returns '
			  || pg_get_function_result(p.oid) || ' ` + body(`'function ' || p.proname`) + `'
			from pg_proc p, source s
			where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and s.text ~ ('\m' || p.proname || '\s*\(')
			  and not p.proargtypes::oid[] && array['"any"', 'internal', 'cstring']::regtype[]::oid[]
			  and p.prorettype not in ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype)`,
		"operators": `
			select 'create function trap.operator_' || o.oid || '(' || concat_ws(', ', nullif(o.oprleft, 0)::regtype, o.oprright::regtype)
			  || ') returns ' || o.oprresult::regtype || ' ` + body(`'operator ' || o.oprname`) + `; create operator trap.' || o.oprname
			  || ' (' || coalesce('leftarg = ' || nullif(o.oprleft, 0)::regtype || ', ', '') || 'rightarg = ' || o.oprright::regtype
			  || ', function = trap.operator_' || o.oid || ')'
			from pg_operator o, source s
			where o.oprnamespace = 'pg_catalog'::regnamespace and strpos(s.text, o.oprname) > 0 and o.oprcode <> 0
			  and o.oprright in (select t.oid from pg_type t where t.typname in ('text', 'name', 'uuid', 'jsonb', 'json', 'bool', 'bytea',
			    'int2', 'int4', 'int8', 'oid', 'numeric', 'timestamptz', 'interval', '_text', '_name'))
			  and not (o.oprleft <> 0 and o.oprleft not in (select t.oid from pg_type t where t.typname in ('text', 'name', 'uuid', 'jsonb',
			    'json', 'bool', 'bytea', 'int2', 'int4', 'int8', 'oid', 'numeric', 'timestamptz', 'interval', '_text', '_name')))`,
		"tables": `
			select distinct 'create view trap.' || quote_ident(c.relname)
			  || ' as select trap.spring(' || quote_literal('table ' || c.relname) || ') as id'
			from pg_class c, source s
			where c.relkind in ('r', 'v') and (c.relnamespace::regnamespace::text ~ '^neon_auth'
			  or (c.relnamespace = 'pg_catalog'::regnamespace and s.text ~ ('\m' || c.relname || '\M')))`,
	} {
		list := listed(t, admin, "with "+sources+query)
		if len(list) < 20 && (kind != "tables" || strings.Contains(sources, "prosrc")) {
			t.Errorf("traps for %d %s only", len(list), kind)
		}
		for _, statement := range list {
			traps += statement + ";\n"
		}
		if kind == "tables" {
			temporary += strings.ReplaceAll(strings.Join(list, ";\n")+";\n", "create view trap.", "create view pg_temp.")
		}
	}
	traps += `
		create function trap.state(s text, v anyelement) returns text language plpgsql
		  as $f$ begin perform trap.spring('aggregate'); end $f$;
		create aggregate trap.json_agg(anyelement) (sfunc = trap.state, stype = text);
		create aggregate trap.jsonb_agg(anyelement) (sfunc = trap.state, stype = text);
		create aggregate trap.array_agg(anyelement) (sfunc = trap.state, stype = text);
		create aggregate trap.bool_or(anyelement) (sfunc = trap.state, stype = text);
		create aggregate trap.max(anyelement) (sfunc = trap.state, stype = text);
		create function trap.json_build_object(text, text) returns json ` + plainBody("json_build_object") + `;
		create function trap.jsonb_build_object(text, text) returns jsonb ` + plainBody("jsonb_build_object") + `;
		create function trap.format(text, text) returns text ` + plainBody("format") + `;
		create function trap.concat_ws(text, text, text) returns text ` + plainBody("concat_ws") + `;`
	for _, name := range []string{"regrole", "regclass", "timestamptz"} {
		traps += fmt.Sprintf(`
			create type trap.%[1]s as enum ();
			create function trap.cast_to_%[1]s(text) returns trap.%[1]s `+plainBody("cast to "+name)+`;
			create cast (text as trap.%[1]s) with function trap.cast_to_%[1]s(text) as implicit;`, name)
	}
	for _, name := range []string{
		"text", "uuid", "jsonb", "json", "bytea", "regtype", "name", "oid", "int4", "int8", "bool", "_text",
	} {
		temporary += fmt.Sprintf(`create domain pg_temp.%[1]q as pg_catalog.%[1]q check (trap.spring('type %[1]s'));`, name)
	}
	return traps, temporary
}

func plainBody(what string) string {
	return `language plpgsql as $f$ begin perform trap.spring('function ` + what + `'); end $f$`
}

type actor struct{ name, url string }

// login creates a login that is dropped after the test.
func login(t *testing.T, database, url string, admin *pgx.Conn, kind string) actor {
	t.Helper()
	a := actor{name: kind + "_" + database}
	run(t, admin, fmt.Sprintf(`create role %s login password '%s'`, a.name, password))
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), url)
		if err == nil {
			defer conn.Close(context.Background())
			_, err = conn.Exec(context.Background(), fmt.Sprintf(
				`alter database %s owner to current_user; drop owned by %s cascade; drop role %[2]s`, database, a.name))
		}
		if err != nil {
			t.Error(err)
		}
	})
	a.url = loginURL(t, url, a.name)
	return a
}
