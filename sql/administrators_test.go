package sql_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestAdministratorsInARace: of two changes at once that would leave no administrator together, the second one fails. It waits
// for the first one, also if that is a statement by SQL.
func TestAdministratorsInARace(t *testing.T) {
	t.Parallel()
	const (
		demoteBob = `select neon_auth_api.set_role('ada', '` + bob + `', '["user"]')`
		demoteAda = `select neon_auth_api.set_role('bob', '` + ada + `', '["user"]')`
		bySQL     = `update neon_auth."user" set role = 'user' where id = '%s'`
		delete    = `select neon_auth_internal.delete_own_user('` + ada + `')`
	)
	for name, c := range map[string]struct{ first, second, state string }{
		"each demotes the other":                   {demoteBob, demoteAda, "NA403"},
		"the caller is demoted by SQL":             {fmt.Sprintf(bySQL, ada), demoteBob, "NA403"},
		"the other is demoted by SQL":              {fmt.Sprintf(bySQL, bob), delete, "NA400"},
		"the other is demoted by an administrator": {demoteBob, delete, "NA400"},
		"the other deletes themselves":             {`select neon_auth_internal.delete_own_user('` + bob + `')`, delete, "NA400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			run(t, conn, `update neon_auth."user" set role = 'admin' where id in ('`+ada+`', '`+bob+`')`)
			if err := race(t, d, c.first, c.second); sqlstate(err) != c.state {
				t.Errorf("the second one ends with %v, want %s", err, c.state)
			}
			holds(t, conn, `count(*) = 1 from neon_auth."user" where role = 'admin'`)
		})
	}
}

// TestFewAdministratorsAreLocked: a change of one administrator locks them and the caller, not all administrators.
func TestFewAdministratorsAreLocked(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		`select neon_auth_api.set_role('ada', '` + bob + `', '["user"]')`, `select neon_auth.set_role('` + bob + `', 'user')`,
		`select neon_auth_internal.delete_own_user('` + bob + `')`,
	} {
		d, conn := withPeople(t)
		run(t, conn, `update neon_auth."user" set role = 'admin' where id in ('`+ada+`', '`+bob+`')`)
		run(t, conn, `insert into neon_auth."user" (name, email, "emailVerified", role) select 'Admin', 'admin' || n || '@example.com', true, 'admin' from generate_series(1, 20) n`)
		tx, err := connectTo(t, d.URL).Begin(t.Context())
		must(t, err)
		run(t, tx, call)
		var free int
		must(t, conn.QueryRow(t.Context(), `select count(*) from (select from neon_auth."user" where name = 'Admin' for update skip locked) u`).Scan(&free))
		if free < 19 {
			t.Errorf("%s leaves %d of 20 other administrators unlocked", call, free)
		}
		must(t, tx.Rollback(t.Context()))
	}
}

// TestAuditOfAUserIsFoundByIndex: export_user and erase_user read what concerns a user, not the whole audit log.
func TestAuditOfAUserIsFoundByIndex(t *testing.T) {
	t.Parallel()
	onDebian(t)
	_, conn := withPeople(t)
	script(t, conn, withoutVacuum)
	run(t, conn, `select neon_auth.prepare_audit()`)
	script(t, conn, `set session_replication_role = replica;
		insert into neon_auth.audit_log (entity, action, target, "userId", "actorId", after)
		select 'session', 'insert', md5(n::text), md5(n::text)::uuid, md5(n::text)::uuid, '{"id": "x"}' from generate_series(1, 20000) n;
		insert into neon_auth.audit_log (entity, action, "userId", "actorId", "impersonatorId", before, after) values
		('member', 'insert', '`+bob+`', '`+bob+`', '`+ada+`', null, '{"ipAddress": "1"}'),
		('session', 'insert', '`+bob+`', null, null, null, '{"impersonatedBy": "`+ada+`", "ipAddress": "2"}'),
		('session', 'update', '`+bob+`', null, null, '{"impersonatedBy": "`+ada+`", "ipAddress": "3"}', '{"impersonatedBy": "`+bob+`"}');
		set session_replication_role = origin; analyze neon_auth.audit_log`)
	filled := listed(t, conn, `select tableoid::regclass::text from neon_auth.audit_log group by tableoid order by count(*) desc limit 1`)[0]
	filled = strings.TrimPrefix(filled, "neon_auth.")
	reader := newPlanned(t, conn.Config())
	for call, wanted := range map[string]string{
		`neon_auth.export_user('` + ada + `')`: "impersonatorId", `neon_auth.erase_user('` + ada + `')`: "redacted",
	} {
		seen := false
		for _, one := range reader.run(call) {
			seen = seen || strings.Contains(one.Query, wanted)
			if one.Plan.reads(filled) {
				t.Errorf("%s reads all of %s: %.300s", call, filled, one.Query)
			}
		}
		if !seen {
			t.Errorf("%s ran no statement with %s: this proves nothing", call, wanted)
		}
	}
	holds(t, conn, `jsonb_array_length(neon_auth.export_user('`+ada+`')::jsonb -> 'audit') >= 1`)
	run(t, conn, `select neon_auth.erase_user('`+ada+`')`)
	holds(t, conn, `not exists (select from neon_auth.audit_log where before ->> 'ipAddress' in ('1', '2', '3') or after ->> 'ipAddress' in ('1', '2', '3'))`)
}

// reads reports whether a step reads a table from beginning to end.
func (n node) reads(table string) bool {
	found := n.Type == "Seq Scan" && n.Relation == table
	for _, inner := range n.Plans {
		found = found || inner.reads(table)
	}
	return found
}
