package sql_test

import (
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestJ11ManagementNeedsAKey: the sidecar's login can call the functions of the management API, but without a valid key
// none of them does anything, whatever else it passes. It cannot read, write or create keys.
func TestJ11ManagementNeedsAKey(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	run(t, d.Owner, `select neon_auth_management.put_key('{"id": "11111111-1111-1111-1111-111111111111", "name": "reads", "read_only": true,
		"start": "nak_1", "hash": "\\x0101010101010101010101010101010101010101010101010101010101010101"}')`)
	functions := listed(t, d.Owner, `
		select format('%s %I.%I(KEY%s)', p.proname, n.nspname, p.proname, (
		  select coalesce(string_agg(', null::' || format_type(a.type, null), '' order by a.nr), '')
		  from unnest(p.proargtypes) with ordinality a (type, nr) where a.nr > 1))
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname = 'neon_auth_api' and p.proname ~ '^manage_'
		  or n.nspname = 'neon_auth_management' and p.proname <> 'use_key' and has_function_privilege('neon_auth_sidecar', p.oid, 'execute')`)
	if len(functions) < 10 {
		t.Errorf("only %d functions", len(functions))
	}
	for _, function := range functions {
		name, statement, _ := strings.Cut(function, " ")
		for _, key := range []string{"null::bytea", `'\x'::bytea`, `sha256('nak_nonsense')`, `sha256('')`} {
			if _, err := d.Sidecar.Exec(t.Context(), "select "+strings.Replace(statement, "KEY", key, 1)); sqlstate(err) != "NA401" {
				t.Errorf("%s with key %s: %v, want NA401", name, key, err)
			}
		}
	}
	// The first statement asks for the key, so nothing happens before.
	for _, offender := range listed(t, d.Owner, `
		select p.oid::regprocedure::text from pg_proc p
		where p.pronamespace = 'neon_auth_api'::regnamespace and p.proname ~ '^manage_'
		  and (p.prosrc !~ E'begin\\s+(perform|[a-z_]+ :=) neon_auth_management\\.require_(project_)?key\\(\\w*\\.?key_hash, ''(read|write)''\\)'
		    or p.proargnames[1] <> 'key_hash' or p.proargtypes[0] <> 'bytea'::regtype)
		  and p.proname not in ('manage_check_key', 'manage_check_project_key') -- their caller says what is needed, and they do nothing
		  and p.prosrc !~ 'caller neon_auth_management.key := neon_auth_management.require_project_key\(key_hash, ''(read|write)''\)'`) {
		t.Errorf("%s does not begin with require_key", offender)
	}
	for _, statement := range listed(t, d.Owner, `
		select format('select %I.%I(%s)', n.nspname, p.proname, (
		  select string_agg('null::' || format_type(a.type, null), ', ' order by a.nr) from unnest(p.proargtypes) with ordinality a (type, nr)))
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname = 'neon_auth_management' and not has_function_privilege('neon_auth_sidecar', p.oid, 'execute')`) {
		denied(t, d.Sidecar, statement)
	}
	for _, table := range listed(t, d.Owner, `select c.oid::regclass::text from pg_class c where c.relnamespace = 'neon_auth_management'::regnamespace and c.relkind in ('r', 'v')`) {
		denied(t, d.Sidecar, "select from "+table)
		if strings.HasSuffix(table, ".failure") {
			continue
		}
		denied(t, d.Sidecar, "delete from "+table)
	}
	// Settings that the login can change do not stand in for a key.
	if _, err := d.Sidecar.Exec(t.Context(), `select set_config('neon_auth.management_key', 'reads', false); select neon_auth_api.manage_get_auth(null, '')`); sqlstate(err) != "NA401" {
		t.Errorf("with the setting: %v", err)
	}
}
