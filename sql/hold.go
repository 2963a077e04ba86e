package sql

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// lockTables locks all tables against everything, config_version first. Each request begins by reading it, so running
// requests finish, and later ones wait there without holding other locks. Others wait behind this statement, so it waits for
// 80 ms at most for all tables together. Send it in one message with what follows: then a slow network, or an installer that
// is stopped, does not lengthen the locks.
const lockTables = `
do $$
declare
  deadline timestamptz := clock_timestamp() + interval '80 ms';
  wanted   regclass;
begin
  for wanted in
    select c.oid from pg_class c
    where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'
    order by c.relname <> 'config_version', c.oid
  loop
    perform set_config('lock_timeout', greatest(1, ceil(extract(epoch from deadline - clock_timestamp()) * 1000))::text, true);
    execute format('lock table %s in access exclusive mode', wanted);
  end loop;
  perform set_config('lock_timeout', '200', true);
end
$$;
`

// openTables makes Postgres read what it keeps in memory about the tables: triggers, policies and indexes. It leaves no lock. The
// session would read it under the locks otherwise.
const openTables = `
do $$
begin
  perform pg_relation_size(c.oid) from pg_class c where c.relnamespace = 'neon_auth'::regnamespace and c.relkind in ('r', 'p', 'v');
end
$$;
`

// holdTables locks the tables for statements that write to them, or change them.
const holdTables = lockTables + restTriggers

// restTriggers disables the triggers that others added to the tables, which are locked. Their functions would run with the
// installer's rights, because "reset role" returns to it. wakeTriggers enables them again.
const (
	restTriggers = `
do $$
declare
  disable text;
begin
  select string_agg(format('alter table %s disable trigger %I;', t.tgrelid::regclass, t.tgname), '') filter (where t.tgenabled <> 'D'),
    set_config('neonauth.wake', coalesce(string_agg(format('alter table %s enable %s trigger %I;', t.tgrelid::regclass,
      case t.tgenabled when 'A' then 'always' when 'R' then 'replica' end, t.tgname), '') filter (where t.tgenabled <> 'D'), ''), true),
    set_config('neonauth.others', coalesce(array_agg(t.oid), '{}')::text, true)
  into disable
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_proc p on p.oid = t.tgfoid
  join pg_namespace pn on pn.oid = p.pronamespace
  where c.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'auth'))
    and not t.tgisinternal and t.tgparentid = 0
    and pn.nspname not in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')
    and not ` + isReplaced + `;
  execute coalesce(disable, '');
end
$$;
`
	wakeTriggers = `do $$ begin execute current_setting('neonauth.wake'); end $$;
`
)

// quiesce waits until autovacuum has left the tables, and keeps it away until the transaction ends. Postgres stops it after
// deadlock_timeout, for a lock that does not keep others from reading and writing. It would not be stopped for the short time
// that holdTables waits. It goes on where that takes long, as behind a vacuum that Postgres does not stop. It does not wait
// for the lock of a user, which Postgres does not take away. Autovacuum has no user.
func quiesce(ctx context.Context, conn *pgx.Conn) error {
	busy, err := list(ctx, conn, `
		select distinct c.oid::regclass::text
		from pg_locks l
		join pg_class c on c.oid = l.relation
		left join pg_stat_activity a on a.pid = l.pid
		where a.usesysid is null and l.database = (select d.oid from pg_database d where d.datname = current_database())
		  and l.pid <> pg_backend_pid() and l.granted and l.mode = 'ShareUpdateExclusiveLock'
		  and c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'`)
	if err != nil {
		return err
	}
	for _, table := range busy {
		_, err := conn.Exec(ctx, "savepoint quiesce; set local lock_timeout = '5s'; lock table "+table+
			" in share update exclusive mode; set local lock_timeout = '200ms'; release savepoint quiesce")
		if isTransient(err) {
			_, err = conn.Exec(ctx, "rollback to savepoint quiesce")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tableHolders describes the processes that have used the tables for longer than a second, "" if there are none or the
// transaction is aborted.
func tableHolders(ctx context.Context, conn *pgx.Conn) string {
	holders, err := list(ctx, conn, `
		select format('process %s (role %s, application %s, since %s)', l.pid, coalesce(quote_literal(a.usename), 'of Postgres'),
		  coalesce(quote_literal(a.application_name), 'unknown'), coalesce(a.xact_start::timestamptz(0)::text, 'unknown'))
		from pg_locks l
		join pg_class c on c.oid = l.relation
		left join pg_stat_activity a on a.pid = l.pid
		where l.database = (select d.oid from pg_database d where d.datname = current_database())
		  and l.pid <> pg_backend_pid() and l.granted and c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'
		  and coalesce(a.xact_start < clock_timestamp() - interval '1 second', true)
		group by l.pid, a.usename, a.application_name, a.xact_start
		order by a.xact_start
		limit 3`)
	if err != nil {
		return ""
	}
	return strings.Join(holders, ", ")
}
