package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A binding is an object of neonauth that refers to something outside pg_catalog and the schemas of neonauth: an earlier
// install resolved a name to a function, operator, type or collation of the database's owner.
type binding struct {
	Catalog string // of the object
	Object  string // description of the object
	Target  string // description of what it refers to
	Drop    string // statement that drops it, for functions and for views whose columns have a foreign type
	Rebind  string // statement that binds it to pg_catalog, for parts of a table
}

// findBindings scans pg_depend. It ignores triggers and policies that others created, an index of pg_trgm, and what an
// administrator deliberately added to a table of neonauth, which shadows nothing in pg_catalog.
const findBindings = `
with home as (
  select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')
), ours as (
  select 'pg_proc'::regclass as classid, p.oid as objid, null::oid as relid from pg_proc p where p.pronamespace in (select * from home)
  union all
  select 'pg_class'::regclass, c.oid, c.oid from pg_class c where c.relnamespace in (select * from home)
  union all
  select 'pg_type'::regclass, t.oid, null from pg_type t where t.typnamespace in (select * from home)
  union all
  select 'pg_constraint'::regclass, k.oid, k.conrelid from pg_constraint k where k.connamespace in (select * from home)
  union all
  select 'pg_attrdef'::regclass, a.oid, a.adrelid from pg_attrdef a join pg_class c on c.oid = a.adrelid
  where c.relnamespace in (select * from home)
  union all
  select 'pg_rewrite'::regclass, r.oid, r.ev_class from pg_rewrite r join pg_class c on c.oid = r.ev_class
  where c.relnamespace in (select * from home)
  union all
  select 'pg_policy'::regclass, p.oid, p.polrelid from pg_policy p join pg_class c on c.oid = p.polrelid
  where c.relnamespace in (select * from home) and p.polname in ('own', 'database_owner', 'writer')
  union all
  select 'pg_trigger'::regclass, t.oid, t.tgrelid from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
  where c.relnamespace in (select * from home) and p.pronamespace in (select * from home)
), target as (
  select 'pg_proc'::regclass as classid, p.oid as objid, p.pronamespace as namespace, quote_ident(p.proname) as name,
    exists (select from pg_proc b where b.pronamespace = 'pg_catalog'::regnamespace and b.proname = p.proname) as shadows
  from pg_proc p
  union all
  select 'pg_operator'::regclass, o.oid, o.oprnamespace, o.oprname,
    exists (select from pg_operator b where b.oprnamespace = 'pg_catalog'::regnamespace and b.oprname = o.oprname)
  from pg_operator o
  union all
  select 'pg_type'::regclass, t.oid, t.typnamespace, quote_ident(t.typname),
    exists (select from pg_type b where b.typnamespace = 'pg_catalog'::regnamespace and b.typname = t.typname)
  from pg_type t
  union all
  select 'pg_collation'::regclass, c.oid, c.collnamespace, quote_ident(c.collname),
    exists (select from pg_collation b where b.collnamespace = 'pg_catalog'::regnamespace and b.collname = c.collname)
  from pg_collation c
  union all
  select 'pg_opclass'::regclass, o.oid, o.opcnamespace, quote_ident(o.opcname),
    exists (select from pg_opclass b where b.opcnamespace = 'pg_catalog'::regnamespace and b.opcname = o.opcname)
  from pg_opclass o
  union all
  select 'pg_class'::regclass, c.oid, c.relnamespace, quote_ident(c.relname),
    exists (select from pg_class b where b.relnamespace = 'pg_catalog'::regnamespace and b.relname = c.relname)
  from pg_class c
  union all
  select 'pg_cast'::regclass, c.oid, null, null, false from pg_cast c
), found as (
  select o.classid, o.objid, o.relid, d.objsubid, t.classid as target_class, t.objid as target, t.name, n.nspname,
    rc.relkind, rc.relowner, t.shadows,
    quote_ident(n.nspname) || '.' || t.name as foreign_name, 'pg_catalog.' || t.name as builtin_name
  from ours o
  join pg_depend d on d.classid = o.classid and d.objid = o.objid
  join target t on t.classid = d.refclassid and t.objid = d.refobjid
  left join pg_namespace n on n.oid = t.namespace
  left join pg_class rc on rc.oid = o.relid
  where coalesce(t.namespace not in (select * from home) and t.namespace <> 'pg_catalog'::regnamespace, true)
    and d.deptype in ('n', 'a')
)
select distinct f.classid::text, pg_describe_object(f.classid, f.objid, f.objsubid), pg_describe_object(f.target_class, f.target, 0),
  coalesce(case
    when f.classid = 'pg_proc'::regclass and f.objid in (
      select p.oid from pg_proc p where p.pronamespace::regnamespace::text in ('neon_auth', 'auth')) then format('drop routine if exists %s', f.objid::regprocedure)
    when f.relkind = 'v' and f.classid = 'pg_class'::regclass then format('drop view if exists %s', f.relid::regclass)
  end, ''),
  coalesce(case
    when f.relkind not in ('r', 'p', 'i', 'I') or not f.shadows then null
    when f.classid = 'pg_attrdef'::regclass then (
      select format('alter table %s alter column %I set default %s', a.attrelid::regclass, a.attname,
        replace(pg_get_expr(x.adbin, x.adrelid), f.foreign_name, f.builtin_name))
      from pg_attrdef x join pg_attribute a on a.attrelid = x.adrelid and a.attnum = x.adnum
      where x.oid = f.objid and a.attgenerated = '')
    when f.classid = 'pg_constraint'::regclass then (
      select format('alter table %s drop constraint %I, add constraint %2$I %s', k.conrelid::regclass, k.conname,
        replace(pg_get_constraintdef(k.oid), f.foreign_name, f.builtin_name))
      from pg_constraint k where k.oid = f.objid and k.contype = 'c')
    when f.classid = 'pg_class'::regclass and f.relkind in ('i', 'I') then (
      select format('drop index %s; %s', f.relid::regclass,
        replace(pg_get_indexdef(f.relid), f.foreign_name, f.builtin_name))
      where not exists (select from pg_constraint k where k.conindid = f.relid))
  end, '')
from found f
where (f.shadows or f.relkind is null or f.classid in ('pg_policy'::regclass, 'pg_trigger'::regclass)
    or f.relkind = 'v' and f.relowner = 'neon_auth'::regrole)
  and not (f.target_class = 'pg_opclass'::regclass and exists (
    select from pg_depend e join pg_extension x on x.oid = e.refobjid and x.extname = 'pg_trgm'
    where e.classid = 'pg_opclass'::regclass and e.objid = f.target and e.deptype = 'e'))
order by 1, 2, 3`

// misownedFunctions finds functions of neonauth with another owner. A role that restores a dump without being a
// superuser cannot make neon_auth_writer the owner of its functions, because that role may not create any.
const misownedFunctions = `
select exists (
  select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')
    and pg_get_userbyid(p.proowner) not in ('neon_auth', 'neon_auth_writer'))`

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// boundElsewhere returns the bindings that an install has to repair.
func boundElsewhere(ctx context.Context, q querier) ([]binding, error) {
	rows, err := q.Query(ctx, findBindings)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[binding])
}

// dropBound drops what "create or replace" would keep: functions with foreign types, and views that have columns of one.
func dropBound(ctx context.Context, conn *pgx.Conn, bound []binding) error {
	for _, b := range bound {
		if b.Drop == "" {
			continue
		}
		var pg *pgconn.PgError
		if _, err := conn.Exec(ctx, b.Drop); errors.As(err, &pg) && pg.Code == "2BP01" {
			return Refusal(fmt.Sprintf("%s is bound to %s and has to be recreated; drop what depends on it first: %s", b.Object, b.Target, pg.Detail))
		} else if err != nil {
			return err
		}
	}
	return nil
}

// rebind binds defaults, checks and indexes to pg_catalog, one at a time, because each may have several bindings. It
// returns a Refusal for bindings that the script has not replaced and that no statement can rebind.
func rebind(ctx context.Context, conn *pgx.Conn) error {
	for done := ""; ; {
		bound, err := boundElsewhere(ctx, conn)
		if err != nil || len(bound) == 0 {
			return err
		}
		next := ""
		stuck := []string{}
		for _, b := range bound {
			if next == "" && b.Rebind != done {
				next = b.Rebind
			}
			stuck = append(stuck, b.Object+" to "+b.Target)
		}
		if next == "" {
			return Refusal("an earlier install was bound to objects of the database's owner, and this one cannot repair it: " +
				strings.Join(stuck, "; "))
		}
		if _, err := conn.Exec(ctx, next); err != nil {
			return fmt.Errorf("bind to pg_catalog: %s: %w", next, err)
		}
		done = next
	}
}
