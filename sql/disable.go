package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Disable removes all functions of neonauth, so that nothing is served any more, and with deleteData its tables, too.
// Foreign keys of the app that reference the tables are dropped then, but not the app's rows. It returns a Refusal if
// something else of the app depends on what would be dropped: a policy that disappeared might have protected rows.
// Schema auth stays, because the app's policies depend on it; its functions fail. Management keys stay. Install enables
// auth again.
func Disable(ctx context.Context, conn *pgx.Conn, deleteData bool) error {
	return prepared(ctx, conn, func() (err error) {
		if err := lockInstall(ctx, conn); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, unlockInstall(ctx, conn)) }()
		if _, err := conn.Exec(ctx, "set role neon_auth;"+lockTimeout); err != nil {
			return err
		}
		if err := dropReplaced(ctx, conn); err != nil {
			return err
		}
		return retry(ctx, tries, func() error { return disable(ctx, conn, deleteData) })
	})
}

// disable drops the functions, and the tables with deleteData, in one transaction.
func disable(ctx context.Context, conn *pgx.Conn, deleteData bool) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if err := refuseDependents(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, lockTables); err != nil {
			return err
		}
		dropped := "drop schema neon_auth_api, neon_auth_internal cascade; update neon_auth.installation set functions_hash = '';"
		if deleteData {
			if err := refuseUsers(ctx, tx); err != nil {
				return err
			}
			dropped = "drop schema neon_auth_api, neon_auth_internal, neon_auth cascade;"
			tables, err := list(ctx, tx.Conn(), "select format('drop table auth.%I;', c.relname) from pg_class c where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'")
			if err != nil {
				return err
			}
			dropped += strings.Join(tables, "")
		}
		_, err := tx.Exec(ctx, dropped+"comment on schema neon_auth_management is '"+disabledMark+"'")
		return err
	})
}

// The comments on schema neon_auth_management tell every login whether auth was disabled, or is just not complete, as
// while a dump is being restored.
const (
	enabledMark  = "Keys of the management API."
	disabledMark = "Keys of the management API. Auth is disabled in this database."
)

// Disabled is a condition: whether auth was disabled in the database, and not enabled since. It runs in any database of
// the server, so it qualifies every name and operator.
const Disabled = `exists (
  select from pg_catalog.pg_namespace n
  where n.nspname operator(pg_catalog.=) 'neon_auth_management'
    and pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth'
    and pg_catalog.obj_description(n.oid, 'pg_namespace') operator(pg_catalog.=) '` + disabledMark + `')`

// IsDisabled reports whether auth was disabled in the database, and not enabled since.
func IsDisabled(ctx context.Context, conn *pgx.Conn) (disabled bool, err error) {
	err = conn.QueryRow(ctx, "select "+Disabled, pgx.QueryExecModeExec).Scan(&disabled)
	return disabled, err
}

// refuseUsers returns a Refusal if anything but foreign keys depends on the tables, views, types and functions of
// schema neon_auth.
func refuseUsers(ctx context.Context, tx pgx.Tx) error {
	names, err := list(ctx, tx.Conn(), `
		with ours as (
		  select 'pg_class'::regclass as classid, c.oid as objid from pg_class c where c.relnamespace = 'neon_auth'::regnamespace
		  union all
		  select 'pg_type'::regclass, t.oid from pg_type t where t.typnamespace = 'neon_auth'::regnamespace
		  union all
		  select 'pg_proc'::regclass, p.oid from pg_proc p where p.pronamespace = 'neon_auth'::regnamespace
		)
		select distinct pg_describe_object(d.classid, d.objid, d.objsubid)
		from pg_depend d
		join ours o on o.classid = d.refclassid and o.objid = d.refobjid
		cross join lateral pg_identify_object(d.classid, d.objid, d.objsubid) i
		left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
		left join pg_policy y on d.classid = 'pg_policy'::regclass and y.oid = d.objid
		left join pg_trigger g on d.classid = 'pg_trigger'::regclass and g.oid = d.objid
		left join pg_attrdef a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
		left join pg_class c on c.oid = coalesce(r.ev_class, y.polrelid, g.tgrelid, a.adrelid)
		left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
		where coalesce(i.schema, c.relnamespace::regnamespace::text, '') not in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'auth')
		  and k.contype is distinct from 'f' and not coalesce(g.tgisinternal, false)
		  and d.deptype in ('n', 'a')
		order by 1`)
	if err == nil && len(names) > 0 {
		err = Refusal(fmt.Sprintf("these depend on the data of auth; drop them first: %s", strings.Join(names, "; ")))
	}
	return err
}
