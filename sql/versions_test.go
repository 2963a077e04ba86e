package sql_test

import "testing"

// onDebian skips tests that need Debian's extras, plpgsql_check and a pg_dump of the server's version. `make test` runs
// them. `make matrix` runs the others with -short on the versions from npm, which have neither.
func onDebian(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Debian's extras: make test")
	}
}

// catalog returns what an install could change, as stored in the catalog, optionally with the rows: enough to see that
// nothing changed.
func catalog(t testing.TB, url string, rows bool) string {
	t.Helper()
	var text string
	err := connectTo(t, url).QueryRow(t.Context(), `
		with ours as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
		select string_agg(line, E'\n' order by line) from (
		  select concat_ws(' ', 'schema', nspname, nspowner::regrole, nspacl) from pg_namespace join ours using (oid, nspname)
		  union all
		  select concat_ws(' ', pg_get_functiondef(p.oid), proowner::regrole, proacl, obj_description(p.oid, 'pg_proc'))
		  from pg_proc p join ours on ours.oid = pronamespace where prokind = 'f'
		  union all
		  select concat_ws(' ', c.oid::regclass, relkind, relowner::regrole, relacl, relrowsecurity,
		    case relkind when 'v' then pg_get_viewdef(c.oid) when 'i' then pg_get_indexdef(c.oid)
		    when 'r' then case when $1 then query_to_xml('select * from ' || c.oid::regclass, true, false, '')::text end end)
		  from pg_class c join ours on ours.oid = relnamespace
		  union all
		  select concat_ws(' ', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attacl,
		    pg_get_expr(adbin, adrelid))
		  from pg_attribute join pg_class c on c.oid = attrelid join ours on ours.oid = relnamespace
		  left join pg_attrdef on (adrelid, adnum) = (attrelid, attnum) where attnum > 0 and not attisdropped
		  union all
		  select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(k.oid))
		  from pg_constraint k join ours on ours.oid = connamespace
		  union all
		  select pg_get_triggerdef(g.oid) from pg_trigger g where not tgisinternal
		  union all
		  select p::text from pg_policies p
		) as c (line)`, rows).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
