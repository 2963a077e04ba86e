package sql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A Refusal is the reason, in one sentence, why nothing was installed or changed.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// refusals are queries that run in this order. Each returns the sentence of a Refusal, or no row.
var refusals = []string{
	`select 'Postgres 14 or later is required, this is ' || current_setting('server_version')
	 where current_setting('server_version_num')::int < 140000`,

	`select 'the database must be UTF8, this one is ' || current_setting('server_encoding')
	 where current_setting('server_encoding') <> 'UTF8'`,

	`select 'schema auth already exists and does not belong to neonauth (owner ' || pg_get_userbyid(n.nspowner)
	   || case when exists (select from pg_extension e where e.extname = 'pg_session_jwt')
	      then ', extension pg_session_jwt' else ', as on Supabase' end
	   || '): neonauth needs a schema of that name for itself'
	 from pg_namespace n
	 where n.nspname = 'auth' and pg_get_userbyid(n.nspowner) <> 'neon_auth'`,

	`select 'schema ' || n.nspname || ' already exists, with owner ' || pg_get_userbyid(n.nspowner)
	   || ': neonauth cannot take over tables it did not create'
	 from pg_namespace n
	 where (n.nspname = 'neon_auth' and exists (select from pg_class c where c.relnamespace = n.oid)
	        and not exists (select from pg_class c where c.relnamespace = n.oid and c.relname = 'schema_version'))
	    or (n.nspname ~ '^neon_auth(_api|_internal|_management)?$' and pg_get_userbyid(n.nspowner) <> 'neon_auth')
	 order by n.nspname limit 1`,

	// Its function would run with the installer's rights. Only superusers create event triggers.
	`select format('event trigger %I calls %s of role %I, which would run with the rights of %I: disable it for the '
	   'install (alter event trigger %1$I disable), or let a superuser own the function',
	   e.evtname, e.evtfoid::regprocedure, o.rolname, current_user)
	 from pg_event_trigger e
	 join pg_proc p on p.oid = e.evtfoid
	 join pg_roles o on o.oid = p.proowner
	 where e.evtenabled in ('O', 'A') and not o.rolsuper and o.rolname <> current_user and o.rolname <> 'neon_auth'
	 order by e.evtname limit 1`,

	`select format('role %I lacks rights to install: it needs CREATE on the database and CREATEROLE', current_user)
	 from pg_roles r
	 where r.rolname = current_user and not r.rolsuper
	   and (not has_database_privilege(current_database(), 'create')
	        or (not r.rolcreaterole and (to_regrole('neon_auth') is null or to_regrole('neon_auth_writer') is null)))`,

	`select 'role neon_auth_writer must have no rights: no login, no membership, and no member except neon_auth'
	 from pg_roles r
	 where r.rolname = 'neon_auth_writer'
	   and (r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls
	        or exists (select from pg_auth_members m where m.member = r.oid))`,

	`select format('role neon_auth was created by another installer, and %I is not a member of it: install as that role, '
	   'or let it run: grant neon_auth to %1$I, which gives it access to the users of every database here', current_user)
	 from pg_roles r
	 where r.rolname = current_user and not r.rolsuper and to_regrole('neon_auth') is not null
	   and not pg_has_role(current_user, 'neon_auth', 'member')`,
}

// MayInstall reports whether the connection's role may install: it needs CREATE on the database and membership of
// neon_auth. It needs CREATEROLE if that role or neon_auth_writer does not exist yet.
func MayInstall(ctx context.Context, conn *pgx.Conn) (may bool, err error) {
	// The statement is unnamed and qualifies every name, because nothing is pinned behind a pooler, which Install
	// rejects.
	err = conn.QueryRow(ctx, `
		select r.rolsuper or pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create')
		  and coalesce(pg_catalog.pg_has_role(pg_catalog.to_regrole('neon_auth'), 'member'), r.rolcreaterole)
		  and (pg_catalog.to_regrole('neon_auth_writer') is not null or r.rolcreaterole)
		from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) current_user`, pgx.QueryExecModeExec).Scan(&may)
	return may, err
}

// preflight checks, before anything is changed, for conditions that would stop an install half-way.
func preflight(ctx context.Context, conn *pgx.Conn) error {
	for _, query := range refusals {
		var sentence string
		switch err := conn.QueryRow(ctx, query).Scan(&sentence); {
		case err == nil:
			return Refusal(sentence)
		case !errors.Is(err, pgx.ErrNoRows):
			return err
		}
	}
	return nil
}

// installedByNewer returns a Refusal for a database in which a newer release is installed.
func installedByNewer(ctx context.Context, conn *pgx.Conn) (refusal, err error) {
	var exists bool
	err = conn.QueryRow(ctx, `select exists (
		select from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'neon_auth' and c.relname = 'installation')`).Scan(&exists)
	if err != nil || !exists {
		return nil, err
	}
	var release int
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "set local role neon_auth"); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "select release from neon_auth.installation").Scan(&release)
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err == nil && release > Release:
		return Refusal(fmt.Sprintf("the database has release %d and this program is release %d: use the newer program", release, Release)), nil
	}
	return nil, err
}

// refuseDependents returns a Refusal if objects outside neonauth depend on objects that the install drops: cascade would
// drop them silently.
func refuseDependents(ctx context.Context, q querier) error {
	rows, err := q.Query(ctx, `
		with recursive replaced as (
		  select pn.oid, pn.nspname from pg_namespace pn
		  where pn.nspname in ('neon_auth_api', 'neon_auth_internal') or `+isReplaced+`
		), code (classid, oid) as (
		  (select 'pg_proc'::regclass, p.oid from pg_proc p join replaced n on n.oid = p.pronamespace
		  union all
		  select 'pg_class'::regclass, c.oid from pg_class c join replaced n on n.oid = c.relnamespace
		  union all
		  select 'pg_type'::regclass, t.oid from pg_type t join replaced n on n.oid = t.typnamespace)
		  union
		  -- a view of neonauth that reads one of them is dropped with it, and then what the app has made of the view
		  select v.classid, v.oid
		  from code
		  join pg_depend d on d.refclassid = code.classid and d.refobjid = code.oid and d.classid = 'pg_rewrite'::regclass
		  join pg_rewrite r on r.oid = d.objid
		  join pg_class c on c.oid = r.ev_class and c.relnamespace::regnamespace::text in ('neon_auth', 'neon_auth_management', 'auth')
		  join pg_type t on t.oid = c.reltype
		  cross join lateral (values ('pg_class'::regclass, c.oid), ('pg_type'::regclass, t.oid), ('pg_type'::regclass, t.typarray)) v (classid, oid)
		)
		select distinct pg_describe_object(d.classid, d.objid, d.objsubid)
		from code join pg_depend d on d.refclassid = code.classid and d.refobjid = code.oid
		  -- on 14 a generated column is dropped with the function it calls
		  and (d.deptype = 'n' or d.deptype = 'a' and d.classid = 'pg_class'::regclass and d.objsubid > 0)
		cross join lateral pg_identify_object(d.classid, d.objid, d.objsubid) o
		left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
		left join pg_class rc on rc.oid = r.ev_class
		left join pg_policy pol on d.classid = 'pg_policy'::regclass and pol.oid = d.objid
		left join pg_class pc on pc.oid = pol.polrelid
		left join pg_trigger t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
		left join pg_class tc on tc.oid = t.tgrelid
		left join pg_attrdef a on d.classid = 'pg_attrdef'::regclass and a.oid = d.objid
		left join pg_class ac on ac.oid = a.adrelid
		where coalesce(
		  o.schema,
		  (select n.nspname from pg_namespace n
		   where n.oid = coalesce(rc.relnamespace, pc.relnamespace, tc.relnamespace, ac.relnamespace)),
		  '') not in (select r.nspname from replaced r union all values ('neon_auth'), ('neon_auth_management'), ('auth'))
		order by 1`)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(names) > 0 {
		err = Refusal("these depend on neonauth's own functions, which each release replaces; drop them first: " + strings.Join(names, "; "))
	}
	return err
}

// describe adds the position to an error in a long script.
func describe(err error, script string) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Position < 1 || int(pg.Position) > len(script) {
		return err
	}
	start := strings.LastIndex(script[:pg.Position-1], "\n\n") + 1
	return fmt.Errorf("%w, at: %s", err, script[start:min(len(script), int(pg.Position)+80)])
}
