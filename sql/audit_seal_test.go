package sql_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// problems returns what verify_audit reports.
func problems(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `select concat_ws(' ', problem, rows) from neon_auth.verify_audit()`)
	must(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	return strings.Join(lines, ", ")
}

// seal seals all rows, after the transactions of other tests have ended.
func seal(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	pgtest.Eventually(t, "rows are not sealed", func() bool {
		run(t, conn, `select neon_auth.seal_audit()`)
		return truth(t, conn, `h."lastId" = (select max(l.id) from neon_auth.audit_log l) from neon_auth.audit_horizon h`)
	})
}

// verify_audit detects what a superuser changes in sealed rows and seals.
func TestTamperingWithTheAuditIsDetected(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, insertAda)
	script(t, conn, `update neon_auth."user" set name = 'Ada ' || i from generate_series(1, 3) i`)
	seal(t, conn)
	script(t, conn, `update neon_auth."user" set name = 'Bea'; update neon_auth."user" set name = 'Cea'`)
	seal(t, conn)
	if got := problems(t, conn); got != "" {
		t.Fatalf("nothing has happened, and it finds: %s", got)
	}
	rest := `(select min(id) from neon_auth.audit_log)`
	for statement, want := range map[string]string{
		`update neon_auth.audit_log set "actorId" = gen_random_uuid() where id = ` + rest:         "changed 1",
		`update neon_auth.audit_log set at = at - interval '1 second' where id = ` + rest:         "changed 1",
		`update neon_auth.audit_log set after = after || '{"name": "x"}' where action = 'insert'`: "changed 1",
		`delete from neon_auth.audit_log where id = ` + rest:                                      "deleted 1",
		`delete from neon_auth.audit_log where id = (select max(id) from neon_auth.audit_log)`:    "deleted 1",
		`truncate neon_auth.audit_log`: "deleted 2, deleted 2",
		`insert into neon_auth.audit_log (id, entity, action) values (0, 'user', 'forged')`:                                                   "inserted 1",
		`insert into neon_auth.audit_log select * from neon_auth.audit_log where id = ` + rest:                                                "inserted 2",
		`update neon_auth.audit_seal set hash = 'x' where id = 1`:                                                                             "the seal was changed, the seal was changed",
		`update neon_auth.audit_seal set "databaseRole" = 'x' where id = 1`:                                                                   "the seal was changed",
		`delete from neon_auth.audit_seal where id = 1`:                                                                                       "seals before this one are missing, inserted 2",
		`delete from neon_auth.audit_seal where id = 2`:                                                                                       "the last seals are missing, inserted 2",
		`delete from neon_auth.audit_seal; delete from neon_auth.audit_log`:                                                                   "the last seals are missing",
		`update neon_auth.audit_seal set ids = null, hashes = null where id = 1`:                                                              "the seal was emptied, inserted 2",
		`update neon_auth.audit_seal set ids = ids[2:], hashes = hashes[2:] where id = 1; delete from neon_auth.audit_log where id = ` + rest: "the seal was changed",
	} {
		script(t, conn, "begin; "+statement)
		if got := problems(t, conn); got != want {
			t.Errorf("%s: it finds %q, want %q", statement, got, want)
		}
		script(t, conn, "rollback")
	}
	// A recomputed chain is detected by its hash.
	var known string
	must(t, conn.QueryRow(t.Context(), `select seal || ' ' || encode(hash, 'hex') from neon_auth.audit_horizon`).Scan(&known))
	holds(t, conn, `count(*) = 0 from neon_auth.verify_audit('`+known+`')`)
	script(t, conn, `delete from neon_auth.audit_seal; delete from neon_auth.audit_log where id = `+rest+`;
		update neon_auth.audit_horizon set "lastId" = 0, seal = 0, hash = ''`)
	seal(t, conn)
	if got := problems(t, conn); got != "" {
		t.Errorf("a new chain: %s", got)
	}
	holds(t, conn, `count(*) = 1 from neon_auth.verify_audit('`+known+`')`)
}

// Writers never wait for a seal, and rows that commit late are sealed later.
func TestSealsWaitForRunningTransactions(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn, slow := connectTo(t, d.URL), connectTo(t, d.URL)
	script(t, conn, insertAda)
	in(t, slow, func(tx pgx.Tx) {
		run(t, tx, `update neon_auth."user" set name = 'late'`)
		script(t, conn, `insert into neon_auth."user" (name, email, "emailVerified") values ('Bob', 'bob@example.com', true)`)
		run(t, conn, `select neon_auth.seal_audit()`)
		holds(t, conn, `coalesce(max(x.id), 0) < (select max(id) from neon_auth.audit_log)
			from neon_auth.audit_seal s, unnest(s.ids) x (id)`)
		must(t, tx.Commit(t.Context()))
	})
	seal(t, conn)
	holds(t, conn, `count(*) = 3 from neon_auth.audit_seal s, unnest(s.ids) x (id)`)
	if got := problems(t, conn); got != "" {
		t.Error(got)
	}
}

// Permitted changes keep the chain valid: erasure, expiry and copies. Each is recorded.
func TestSealsSurviveWhatIsLawful(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, `insert into neon_auth.audit_log (at, entity, action) values (now() - interval '5 years', 'user', 'early')`)
	script(t, conn, insertAda)
	script(t, conn, `insert into neon_auth."user" (name, email, "emailVerified") values ('Bob', 'bob@example.com', true)`)
	seal(t, conn)
	script(t, conn, `select neon_auth.expire_audit()`)
	holds(t, conn, `count(*) = 0 from neon_auth.audit_log where action = 'early'`)
	script(t, conn, `select neon_auth.erase_user('00000000-0000-4000-8000-00000000000a')`)
	holds(t, conn, `count(*) = 1 from neon_auth.audit_log where entity = 'audit_log' and action = 'redact'`)
	seal(t, conn)
	script(t, conn, `select neon_auth.expire_audit()`)
	holds(t, conn, `array_agg(kind order by kind) @> '{expiry,redaction,rows}' from neon_auth.audit_seal`)
	if got := problems(t, conn); got != "" {
		t.Error(got)
	}

	// A copy continues the chain, even if its transaction numbers differ.
	script(t, conn, `update neon_auth.audit_horizon set "pendingPlace" = 'elsewhere', "pendingXid" = '9000000000', "pendingId" = 1000000`)
	script(t, conn, `update neon_auth."user" set name = 'Bobby'`)
	seal(t, conn)
	if got := problems(t, conn); got != "" {
		t.Error(got)
	}
	script(t, conn, `update neon_auth.audit_log set "ipAddress" = 'x' where id = (select max(id) from neon_auth.audit_log)`)
	if got := problems(t, conn); got != "changed 1" {
		t.Errorf("it finds %q", got)
	}
}

// Concurrent seals form one chain.
func TestSealTogether(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, insertAda)
	conns := make([]*pgx.Conn, 6)
	for i := range conns {
		conns[i] = connectTo(t, d.URL)
	}
	done := make(chan error)
	for i, each := range conns {
		go func() {
			var err error
			for n := 0; n < 20 && err == nil; n++ {
				if _, err = each.Exec(context.WithoutCancel(t.Context()), fmt.Sprintf(`update neon_auth."user" set image = '%d %d'`, i, n)); err == nil {
					_, err = each.Exec(context.WithoutCancel(t.Context()), `select neon_auth.seal_audit()`)
				}
			}
			done <- err
		}()
	}
	for range conns {
		must(t, <-done)
	}
	seal(t, conn)
	holds(t, conn, `count(*) = 121 and count(distinct x.id) = 121 from neon_auth.audit_seal s, unnest(s.ids) x (id)`)
	if got := problems(t, conn); got != "" {
		t.Error(got)
	}
}
