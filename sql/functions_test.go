package sql_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// ourFunctions replaces pg_proc and leaves out the functions of Postgres and its extensions.
const ourFunctions = `with pg_proc as (
	select * from pg_catalog.pg_proc where pronamespace::regnamespace::text ~ '^(neon_auth(_api|_internal|_management)?|auth)$')`

// TestFunctions checks the catalog of a fresh install against the project's rules. Each query lists violations, and
// must find the violation that is created for it.
func TestFunctions(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	const pinned = ` set search_path = pg_catalog, pg_temp as 'select 1'`
	for rule, c := range map[string]struct{ offenders, offender string }{
		"search_path is pinned, exactly": {
			`
			select p.oid::regprocedure || ' has ' || coalesce(p.proconfig::text, 'none') from pg_proc p
			where array_remove(p.proconfig, 'row_security=on') is distinct from array['search_path=pg_catalog, pg_temp']
			  and (p.prosecdef or p.pronamespace <> 'auth'::regnamespace)`,
			`create function neon_auth_internal.offender() returns int language sql set search_path = '' as 'select 1'`,
		},
		"who calls it reads what it promises": {
			`
			select p.oid::regprocedure::text from pg_proc p
			where obj_description(p.oid, 'pg_proc') is null
			  and (p.pronamespace in ('neon_auth'::regnamespace, 'neon_auth_api'::regnamespace)
			    or p.oid in (select to_regprocedure('auth.' || f) from unnest(array[
			      'uid()', 'user_id()', 'jwt()', 'session()', 'organization()', 'organization_id()', 'init()',
			      'jwt_session_init(text)', 'login(text)']) f))`,
			`create function neon_auth.offender() returns int language sql` + pinned,
		},
		"\\d+ explains each table, view and column": {
			`
			select c.oid::regclass || coalesce('.' || a.attname, '')
			from pg_catalog.pg_class c
			left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')
			where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p', 'v') and not c.relispartition
			  and coalesce(col_description(c.oid, a.attnum), case when a.attnum is null then obj_description(c.oid, 'pg_class') end) is null
			union all
			select c.oid::regclass::text from pg_catalog.pg_class c
			where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
			  and obj_description(c.oid, 'pg_class') is null`,
			`alter table neon_auth.member add note text`,
		},
		"the API runs as its owner": {
			`
			select p.oid::regprocedure::text from pg_proc p
			where p.pronamespace = 'neon_auth_api'::regnamespace and not p.prosecdef`,
			`create function neon_auth_api.offender() returns int language sql` + pinned,
		},
		"what only reads calls nothing that writes": {
			`
			select p.oid::regprocedure || ' calls ' || w.oid::regprocedure
			from pg_proc p
			join pg_proc w on w.provolatile = 'v'
			  and p.prosrc ~ (w.pronamespace::regnamespace || '\.' || w.proname || '\s*\(')
			where p.provolatile <> 'v'
			  and p.proname <> 'enter_call' -- only an immutable function can be an index's expression`,
			`create function neon_auth_api.offender() returns int language sql stable as 'select neon_auth.expire_sessions()'`,
		},
		"bodies are strings": {
			`
			select p.oid::regprocedure::text from pg_proc p where p.prosqlbody is not null`,
			`create function auth.offender() returns int language sql begin atomic select 1; end`,
		},
		"tables stand without code": {
			`, pg_class as (
			  select * from pg_catalog.pg_class where relnamespace = 'neon_auth'::regnamespace and relkind in ('r', 'p'))
			select pg_describe_object(d.classid, d.objid, d.objsubid) || ' leans on '
			  || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
			from pg_depend d
			left join pg_attrdef a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
			left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
			left join pg_index i on d.classid = 'pg_catalog.pg_class'::regclass and i.indexrelid = d.objid
			join pg_class c on c.oid = coalesce(a.adrelid, k.conrelid, i.indrelid,
			  case d.classid when 'pg_catalog.pg_class'::regclass then d.objid end)
			left join pg_proc p on d.refclassid = 'pg_catalog.pg_proc'::regclass and p.oid = d.refobjid
			left join pg_type y on d.refclassid = 'pg_type'::regclass and y.oid = d.refobjid
			  and y.typnamespace <> 'pg_catalog'::regnamespace
			where (p.oid is not null or y.oid is not null)
			  and p.oid is distinct from 'neon_auth.branch_identity()'::regprocedure`,
			`alter table neon_auth.member add check (neon_auth_internal.normalize_email(role) <> '')`,
		},
	} {
		query := ourFunctions + c.offenders
		for _, offender := range listed(t, conn, query) {
			t.Errorf("%s: not %s", rule, offender)
		}
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, c.offender)
			if len(listed(t, tx, query)) == 0 {
				t.Errorf("%s: this finds no violation", rule)
			}
		})
	}
}

// TestPlpgsqlCheck finds errors that create function accepts and a call would not: columns and types that do not exist,
// and writes in functions that are declared to read only.
func TestPlpgsqlCheck(t *testing.T) {
	t.Parallel()
	onDebian(t)
	conn := connectTo(t, pgtest.New(t).URL)
	if !truth(t, conn, `exists (select from pg_available_extensions where name = 'plpgsql_check')`) {
		t.Fatal("plpgsql_check is missing: install postgresql-15-plpgsql-check, or that of the server's version")
	}
	script(t, conn, `create extension plpgsql_check; select neon_auth.enable_users_sync()`)
	const slips = ourFunctions + `
		select concat_ws(' ', p.oid::regprocedure, nullif(t.tgrelid, 0)::regclass, 'line ' || c.lineno, c.message, c.hint)
		from pg_proc p
		join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
		left join pg_trigger t on t.tgfoid = p.oid
		cross join lateral plpgsql_check_function_tb(
		  p.oid, coalesce(t.tgrelid, 0), oldtable => t.tgoldtable, newtable => t.tgnewtable, extra_warnings => false, performance_warnings => true) c
		where c.level not like 'performance%' or c.message ~ 'marked as (STABLE|IMMUTABLE), should be VOLATILE'`
	for _, slip := range listed(t, conn, slips) {
		t.Error(slip)
	}
	for _, body := range []string{`perform u.nick from neon_auth."user" u`, `delete from neon_auth.member`} {
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `create function neon_auth_internal.slip() returns void language plpgsql stable as 'begin `+body+`; end'`)
			if len(listed(t, tx, slips)) == 0 {
				t.Errorf("nothing is found in %s", body)
			}
		})
	}
}

// TestQueriesAreNotShadowed: where a parameter has the name of the constant that holds the query, Go sends the
// argument as SQL.
func TestQueriesAreNotShadowed(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../gen/*.sql.go")
	must(t, err)
	queries := 0
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		must(t, err)
		for _, declared := range file.Decls {
			function, is := declared.(*ast.FuncDecl)
			if !is {
				continue
			}
			var parameters []string
			for _, field := range function.Type.Params.List {
				for _, name := range field.Names {
					parameters = append(parameters, name.Name)
				}
			}
			ast.Inspect(function, func(n ast.Node) bool {
				call, is := n.(*ast.CallExpr)
				if !is || len(call.Args) < 2 {
					return true
				}
				method, is := call.Fun.(*ast.SelectorExpr)
				if !is || !slices.Contains([]string{"Query", "QueryRow", "Exec"}, method.Sel.Name) {
					return true
				}
				queries++
				if query, is := call.Args[1].(*ast.Ident); !is || slices.Contains(parameters, query.Name) {
					t.Errorf("%s: %s sends its argument as SQL", path, function.Name)
				}
				return true
			})
		}
	}
	if queries == 0 {
		t.Error("gen holds no queries")
	}
}
