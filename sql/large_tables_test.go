package sql_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestUpgradeOfLargeTables: what earlier migrations leave to those of large tables is there afterwards: indexes, valid checks,
// and values. A database that had all of it before keeps it.
func TestUpgradeOfLargeTables(t *testing.T) {
	t.Parallel()
	const former = `
		alter table neon_auth."organizationRole" drop constraint role_is_not_predefined,
			add constraint role_is_not_predefined check (lower(role collate "C") not in ('owner', 'admin', 'member')) not valid;
		alter table neon_auth."user" drop constraint username_is_short, add constraint username_is_short check (octet_length(username) <= 1024) not valid;
		alter table neon_auth.session_origin drop constraint amr_is_short,
			add constraint amr_is_short check (array_length(amr, 1) <= 16 and octet_length(array_to_string(amr, ' ')) <= 255) not valid;
		drop index neon_auth.user_username_key, neon_auth."user_createdAt_idx", neon_auth.audit_log_sign_in_idx, neon_auth."active_day_userId_idx",
			neon_auth."organization_createdAt_idx", neon_auth."session_origin_openedBy_idx";
		alter table neon_auth.active_day drop constraint "active_day_userId_fkey";
		set session_replication_role = replica;
		update neon_auth.session_origin set "authenticatedAt" = null;
		update neon_auth.session set "impersonatedBy" = gen_random_uuid() where token = 'eve';
		insert into neon_auth.active_day (day, "userId") values ('2026-01-01', gen_random_uuid()), ('2026-01-01', '` + bob + `');
		insert into neon_auth."twoFactor" ("userId", secret, "backupCodes") values ('` + bob + `', 'x', 'x');
		insert into neon_auth.two_factor_state ("userId", secret) select id, 'x' from neon_auth."user" where name = 'Ada';
		set session_replication_role = origin;`
	for name, before := range map[string]string{"as the release left it": former, "as it is": former[strings.Index(former, "set session_replication_role"):]} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, admin := withPeople(t)
			was := dump(t, d.URL, "--schema-only")
			script(t, admin, before)
			runAgain(t, admin, largeTables(t))
			if diff := difference(was, dump(t, d.URL, "--schema-only")); diff != "" {
				t.Error(diff)
			}
			holds(t, admin, `not exists (select from pg_constraint where connamespace = 'neon_auth'::regnamespace and not convalidated)`)
			holds(t, admin, `not exists (select from pg_index where indrelid::regclass::text ~ 'neon_auth' and not indisvalid)`)
			holds(t, admin, `bool_and(o."authenticatedAt" is not distinct from case when s."impersonatedBy" is null then s."createdAt" end)
				and bool_or(o."authenticatedAt" is null) and bool_or(o."authenticatedAt" is not null)
				from neon_auth.session_origin o join neon_auth.session s on s.id = o."sessionId"`)
			holds(t, admin, `count(*) = 2 from neon_auth.two_factor_state where "pendingSince" is not null`)
			holds(t, admin, `not exists (select from neon_auth.active_day a where not exists (select from neon_auth."user" u where u.id = a."userId"))`)
		})
	}
}

// runAgain runs migrations in a database in which all have run, and installs.
func runAgain(t *testing.T, admin *pgx.Conn, files []string) {
	t.Helper()
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		run(t, admin, `set role neon_auth`)
		if strings.HasPrefix(string(text), "-- online\n") {
			must(t, sql.Online(t.Context(), admin, latest(t), string(text)))
		} else {
			script(t, admin, string(text))
		}
		run(t, admin, `reset role`)
	}
	reinstallable(t, admin)
	must(t, sql.Install(t.Context(), admin))
}

// TestOnlineIndexWhileAPartitionIsDropped: retention drops a partition while the installer looks for the next one without the
// index, or is about to build it there. The installer goes on with the others.
func TestOnlineIndexWhileAPartitionIsDropped(t *testing.T) {
	t.Parallel()
	for moment, mode := range map[string]string{"looking": "access exclusive", "building": "share"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			admin, retention, installer := connectTo(t, d.URL), connectTo(t, d.URL), connectTo(t, d.URL)
			run(t, admin, `select neon_auth.prepare_audit()`)
			run(t, admin, `drop index neon_auth.audit_log_key_idx`)
			run(t, admin, `create table neon_auth.audit_log_2019_01 partition of neon_auth.audit_log for values from ('2019-01-01Z') to ('2019-02-01Z')`)
			tx, err := retention.Begin(t.Context())
			must(t, err)
			run(t, tx, `lock table neon_auth.audit_log_2019_01 in `+mode+` mode`)
			ended := make(chan error, 1)
			go func() {
				ended <- sql.Online(context.WithoutCancel(t.Context()), installer, latest(t),
					"-- online\n-- For a test.\ncreate index concurrently if not exists audit_log_key_idx on neon_auth.audit_log (id) where \"managementKey\" is not null;\n")
			}()
			waits(t, d, installer)
			run(t, tx, `drop table neon_auth.audit_log_2019_01`)
			must(t, tx.Commit(t.Context()))
			must(t, <-ended)
			holds(t, admin, `bool_and(indisvalid) and count(*) >= 4 from pg_index where indexrelid::regclass::text ~ 'audit_log.*' and pg_get_indexdef(indexrelid) ~ 'managementKey'`)
		})
	}
}

// TestOnlineIndexOfPartitions: an index of the audit log is built in each of its partitions, also after
// runs that were interrupted at any point. It has the names that Postgres gives it in a new database.
func TestOnlineIndexOfPartitions(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	run(t, admin, `select neon_auth.prepare_audit()`)
	was := dump(t, d.URL, "--schema-only")
	partitions := listed(t, admin, `select i.inhrelid::regclass::text from pg_inherits i where i.inhparent = 'neon_auth.audit_log'::regclass order by 1`)
	if len(partitions) < 4 {
		t.Fatalf("the partitions are %s", partitions)
	}
	const build = "-- online\ncreate index concurrently if not exists audit_log_key_idx on neon_auth.audit_log (id) where \"managementKey\" is not null;\n"
	const only = `create index audit_log_key_idx on only neon_auth.audit_log (id) where "managementKey" is not null;`
	part := fmt.Sprintf(`create index concurrently on %s (id) where "managementKey" is not null;`, partitions[1])
	for name, left := range map[string][]string{
		"nothing was done":           {},
		"only the table has it":      {only},
		"a partition's is not valid": {only, part, `update pg_index set indisvalid = false where indexrelid = (select max(indexrelid) from pg_index)`},
		"one is not attached":        {only, part},
		"one is attached": {only, part, `do $$ begin execute format('alter index neon_auth.audit_log_key_idx attach partition %s',
			(select max(indexrelid)::regclass from pg_index)); end $$`},
		"it is there": {strings.TrimSuffix(strings.ReplaceAll(only, "only ", ""), ";")},
	} {
		run(t, admin, `drop index neon_auth.audit_log_key_idx`)
		for _, statement := range left {
			run(t, admin, statement)
		}
		run(t, admin, `set role neon_auth`)
		must(t, sql.Online(t.Context(), admin, latest(t), build))
		run(t, admin, `reset role`)
		holds(t, admin, `bool_and(indisvalid) and count(*) = $1 from pg_index where indexrelid::regclass::text ~ 'audit_log.*' and pg_get_indexdef(indexrelid) ~ 'managementKey'`, len(partitions)+1)
		if diff := difference(was, dump(t, d.URL, "--schema-only")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
