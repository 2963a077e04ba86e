package sql_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

const insertAda = `insert into neon_auth."user" (id, name, email, "emailVerified") values
	('00000000-0000-4000-8000-00000000000a', 'Ada', 'ada@example.com', true)`

// audited returns audit_log's rows as lines of text.
func audited(t *testing.T, conn *pgx.Conn, columns string) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), `select concat_ws(' ', `+columns+`) from neon_auth.audit_log l order by id`)
	must(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	return strings.Join(lines, "\n")
}

func TestAuditTellsWhatWasChangedBySQL(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	script(t, conn, insertAda)
	script(t, conn, `insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
		select id::text, 'credential', id, 'secret-hash', now() from neon_auth."user"`)
	script(t, conn, `insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt")
		select id, 'secret-token', now() + interval '1 day', now() from neon_auth."user"`)
	script(t, conn, `update neon_auth.session set "expiresAt" = 'infinity'`)
	script(t, conn, `update neon_auth."user" set name = 'Ada L'`)
	script(t, conn, `update neon_auth.account set password = 'secret-other'`)
	script(t, conn, `update neon_auth.project_config set social_providers = '[{"id": "google", "clientSecret": "secret-x"}]'`)
	script(t, conn, `begin; update neon_auth."user" set name = 'gone'; rollback`)
	script(t, conn, `delete from neon_auth."user"`)

	want := strings.Join([]string{
		"user insert", "account insert", "session insert", `session update {"expiresAt": "infinity"}`, `user update {"name": "Ada"} {"name": "Ada L"}`,
		`account update {"password": "changed"}`, "session delete", `project_config update {"social_providers": "changed"}`,
		"user delete", "account delete",
	}, "\n")
	got := audited(t, conn, `entity, action, case when action = 'update' then concat_ws(' ', nullif(before - 'expiresAt', '{}'), after) end`)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if all := audited(t, conn, `l::text`); strings.Contains(all, "secret-") {
		t.Errorf("a secret is in it:\n%s", all)
	}
	if !truth(t, conn, `bool_and("databaseRole" = session_user and "actorId" is null) from neon_auth.audit_log`) {
		t.Error("the acting user is missing")
	}
}

func TestJ13AuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	owner := connectTo(t, pgtest.New(t).URL)
	script(t, owner, insertAda)
	for _, role := range []string{"neon_auth_sidecar", "authenticated", "anonymous", "pg_database_owner"} {
		for _, statement := range []string{
			`insert into neon_auth.audit_log (entity, action) values ('user', 'forged')`,
			`update neon_auth.audit_log set action = 'forged'`, `delete from neon_auth.audit_log`, `truncate neon_auth.audit_log`,
			`delete from neon_auth.audit_log_default`, `drop table neon_auth.audit_log_default`, `delete from neon_auth.refused_sign_in`,
		} {
			if _, err := owner.Exec(t.Context(), `begin; set local role `+role+`; `+statement); err == nil {
				t.Errorf("%s may: %s", role, statement)
			}
			script(t, owner, "rollback")
		}
	}
	script(t, owner, `begin; set local role pg_database_owner`)
	if !truth(t, owner, `count(*) = 1 from neon_auth.audit_log`) {
		t.Error("the database's owner does not read it")
	}
	script(t, owner, "rollback")
}

func TestAuditPartitions(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	if !truth(t, conn, `neon_auth.prepare_audit() = 4`) || !truth(t, conn, `neon_auth.prepare_audit() = 0`) {
		t.Error("not four partitions, once")
	}
	script(t, conn, insertAda)
	if !truth(t, conn, `count(*) = 0 from neon_auth.audit_log_default`) {
		t.Error("this month's rows are in the default partition")
	}
	script(t, conn, `insert into neon_auth.audit_log (at, entity, action) values
		(now() + interval '5 years', 'user', 'late'), (now() - interval '5 years', 'user', 'early')`) // nothing fails
	script(t, conn, `create table neon_auth.audit_log_2019_01 (like neon_auth.audit_log including defaults)`)
	script(t, conn, `alter table neon_auth.audit_log attach partition neon_auth.audit_log_2019_01 for values from ('2019-01-01Z') to ('2019-02-01Z')`)
	if !truth(t, conn, `neon_auth.expire_audit() = 1`) || !truth(t, conn, `to_regclass('neon_auth.audit_log_2019_01') is null`) {
		t.Error("an old partition stays")
	}
	if got := audited(t, conn, "action"); strings.Contains(got, "early") || !strings.Contains(got, "late") || !strings.Contains(got, "insert") {
		t.Errorf("left: %s", got)
	}
	script(t, conn, `update neon_auth.project_config set options = '{"audit": {"retentionMonths": 0}}'`)
	if !truth(t, conn, `neon_auth.expire_audit() = 0`) {
		t.Error("0 does not keep all")
	}
}

// Concurrent sidecars and imports create each partition once.
func TestAuditPartitionsMadeAtOnce(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conns := make([]*pgx.Conn, 8)
	for i := range conns {
		conns[i] = connectTo(t, d.URL)
	}
	var done sync.WaitGroup
	start := make(chan struct{})
	for _, conn := range conns {
		done.Go(func() {
			<-start
			if _, err := conn.Exec(t.Context(), `select neon_auth.prepare_audit()`); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	done.Wait()
}

// The first rows of an installation precede the partition of their month. They move to it, so that the default partition
// stays empty: each new partition scans it under a lock.
func TestAuditBeforePartitions(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn, other := connectTo(t, d.URL), connectTo(t, d.URL)
	script(t, conn, insertAda)
	before := audited(t, conn, `l::text`)
	script(t, other, `begin; update neon_auth."user" set name = 'Ada L.'`)
	if _, err := conn.Exec(t.Context(), `select neon_auth.prepare_audit()`); err == nil {
		t.Error("rows move while another transaction adds one")
	}
	script(t, other, `rollback`)
	if !truth(t, conn, `neon_auth.prepare_audit() = 4`) || !truth(t, conn, `count(*) = 0 from neon_auth.audit_log_default`) {
		t.Error("the partitions are not made, or this month's row stayed")
	}
	if after := audited(t, conn, `l::text`); after != before {
		t.Errorf("the row was %s and is %s", before, after)
	}
	script(t, conn, `delete from neon_auth."user"`)
	if !truth(t, conn, `count(*) = 2 from neon_auth.audit_log`) {
		t.Error("a change was not recorded")
	}
}

// What is recorded while partitions are made waits, and is recorded in its partition.
func TestAuditWhilePartitionsAreMade(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn, other := connectTo(t, d.URL), connectTo(t, d.URL)
	script(t, conn, `begin; select neon_auth.prepare_audit()`)
	made := make(chan error, 1)
	go func() {
		_, err := other.Exec(t.Context(), insertAda)
		made <- err
	}()
	for !truth(t, conn, fmt.Sprintf(`%d = any (select pid from pg_locks where not granted)`, other.PgConn().PID())) {
		if len(made) > 0 {
			break
		}
	}
	script(t, conn, `commit`)
	if err := <-made; err != nil {
		t.Error(err)
	}
	if !truth(t, conn, `count(*) = 1 from neon_auth.audit_log`) || !truth(t, conn, `count(*) = 0 from neon_auth.audit_log_default`) {
		t.Error("the user was not recorded, or not in the month's partition")
	}
}

// Many rows stay in the default partition, because moving them would lock it for long, and nothing fails.
func TestAuditWithoutPartitions(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	script(t, conn, `insert into neon_auth.audit_log (entity, action) select 'user', 'early' from generate_series(1, 1001)`)
	if !truth(t, conn, `neon_auth.prepare_audit() = 3`) || !truth(t, conn, `count(*) = 1001 from neon_auth.audit_log_default`) {
		t.Error("the months to come are not made, or this month's rows went")
	}
	script(t, conn, insertAda)
	if !truth(t, conn, `count(*) = 1002 from neon_auth.audit_log`) {
		t.Error("a change was not recorded")
	}
}

func TestK10EraseUser(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	script(t, conn, `create schema app; create table app.note (id int, "userId" uuid references neon_auth."user" (id) on delete cascade)`)
	script(t, conn, insertAda)
	script(t, conn, `insert into app.note select 1, id from neon_auth."user"`)
	script(t, conn, `insert into neon_auth."user" (name, email, "emailVerified") values ('Bob', 'bob@example.com', true)`)
	script(t, conn, `insert into neon_auth.organization (name, slug, "createdAt") values ('Acme', 'acme', now())`)
	script(t, conn, `insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
		select o.id, 'ada@example.com', 'member', 'pending', now(), u.id from neon_auth.organization o, neon_auth."user" u where u.name = 'Bob'`)
	script(t, conn, `insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress")
		select id, 't', now() + interval '1 day', now(), '203.0.113.7' from neon_auth."user" where name = 'Ada'`)
	script(t, conn, `insert into neon_auth.verification (identifier, value, "expiresAt") values ('sign-in-otp-ada@example.com', 'x', now())`)
	script(t, conn, `insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") select now(), '203.0.113.7', id from neon_auth."user"`)
	if !truth(t, conn, `export_user::text ~ '203.0.113.7' and export_user::text ~ 'Acme|ada@example' and export_user::text !~ '"t"'
		from neon_auth.export_user('00000000-0000-4000-8000-00000000000a')`) {
		t.Error("the export is incomplete, or contains secrets")
	}
	script(t, conn, `select neon_auth.erase_user('00000000-0000-4000-8000-00000000000a')`)
	for _, table := range []string{
		"neon_auth.\"user\"", "neon_auth.session", "neon_auth.account", "neon_auth.verification", "neon_auth.invitation",
		"neon_auth.audit_log", "neon_auth.outbox",
	} {
		if !truth(t, conn, `count(*) = 0 from `+table+` x where x::text ~ 'ada@example|Ada|203\.0\.113\.7'`) {
			t.Errorf("something is left in %s", table)
		}
	}
	if !truth(t, conn, `count(*) = 0 from app.note`) || !truth(t, conn, `count(*) = 1 from neon_auth.refused_sign_in`) {
		t.Error("the app's rows were not deleted, or another user's were")
	}
	if !truth(t, conn, `count(*) > 0 from neon_auth.audit_log where "userId" = '00000000-0000-4000-8000-00000000000a' and action = 'delete'`) {
		t.Error("the deletion is not recorded")
	}
}
