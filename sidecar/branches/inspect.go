package branches

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// A parent is the database that is copied.
type parent struct {
	Oid       uint32
	Owner     string
	IsMine    bool // the login has the rights of its owner
	Size      int64
	Version   int      // of the server, like 180000
	Locale    string   // clauses of create database, for a restore
	Grants    []string // statements with %s for the name of the copy
	Settings  []string // the same, which may fail
	MayCreate bool
}

// checkParent checks that neonauth is installed in the parent. In the home database, begin has done so.
func (c *copying) checkParent(ctx context.Context) error {
	home, err := c.home()
	if err != nil || c.From == home {
		return err
	}
	inside, err := c.connect(ctx, c.From)
	if err != nil {
		return err
	}
	defer closeConn(ctx, inside)
	return pgx.BeginFunc(ctx, inside, func(tx pgx.Tx) error { return check(ctx, tx) })
}

// inspect reads what is needed to copy the parent, and checks that neonauth is installed there.
func (c *copying) inspect(ctx context.Context) error {
	err := c.checkParent(ctx)
	if err != nil {
		return err
	}
	if c.replaces != nil { // otherwise it would fail only when the copy is ready
		var may bool
		err = c.admin.QueryRow(ctx, "select pg_has_role(d.datdba, 'usage') from pg_database d where d.datname = $1", c.Name).Scan(&may)
		if err == nil && !may {
			err = fmt.Errorf("the login of NEONAUTH_MIGRATE_URL does not own the database %s, so it cannot replace it", c.Name)
		}
		if err != nil {
			return err
		}
	}
	p := &c.parent
	err = c.admin.QueryRow(ctx, `
		select d.oid, o.rolname::text, pg_has_role(d.datdba, 'usage'),
		  case when has_database_privilege(d.oid, 'connect') then pg_database_size(d.oid) else 0 end,
		  current_setting('server_version_num')::integer,
		  format('encoding %L lc_collate %L lc_ctype %L', pg_encoding_to_char(d.encoding), d.datcollate, d.datctype)
		    || case to_jsonb(d) ->> 'datlocprovider'
		      when 'i' then format(' locale_provider icu icu_locale %L', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'))
		      when 'b' then format(' locale_provider builtin builtin_locale %L', to_jsonb(d) ->> 'datlocale')
		      else '' end,
		  (select r.rolcreatedb or r.rolsuper from pg_roles r where r.rolname = current_user),
		  array(
		    select 'revoke all on database %1$s from public' where d.datacl is not null
		    union all
		    select format('grant %s on database %%1$s to %s%s', a.privilege_type,
		      case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
		      case when a.is_grantable then ' with grant option' else '' end)
		    from aclexplode(d.datacl) a where a.grantee <> d.datdba),
		  array(
		    select format('alter %s set %s to %s',
		      case s.setrole when 0 then 'database %1$s' else format('role %I in database %%1$s', pg_get_userbyid(s.setrole)) end,
		      quote_ident(split_part(c.setting, '=', 1)),
		      case -- these are stored as a quoted list
		        when split_part(c.setting, '=', 1) in ('search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries')
		        then nullif(substr(c.setting, strpos(c.setting, '=') + 1), '')
		        else quote_literal(substr(c.setting, strpos(c.setting, '=') + 1)) end)
		    from pg_db_role_setting s, unnest(s.setconfig) as c (setting)
		    where s.setdatabase = d.oid)
		from pg_database d join pg_roles o on o.oid = d.datdba
		where d.datname = $1`, c.From).
		Scan(&p.Oid, &p.Owner, &p.IsMine, &p.Size, &p.Version, &p.Locale, &p.MayCreate, &p.Grants, &p.Settings)
	if err == nil && !p.MayCreate {
		err = errors.New("the login of NEONAUTH_MIGRATE_URL may not create databases: alter role … createdb")
	}
	return err
}

// A session is a connection to the parent.
type session struct {
	Pid     uint32
	User    string
	Program string
	State   *string
	Sidecar bool // of neonauth serve, which connects again
	MayEnd  bool
}

// sessions returns the connections to the parent that prevent copying it by template.
func (c *copying) sessions(ctx context.Context) (found []session, err error) {
	rows, err := c.admin.Query(ctx, `
		select a.pid, coalesce(a.usename::text, a.backend_type, 'Postgres'), coalesce(a.application_name, ''), a.state,
		  coalesce(a.application_name = 'neonauth' or not r.rolsuper and coalesce(pg_has_role(r.oid, to_regrole('neon_auth_sidecar'), 'member'), false), false),
		  coalesce(m.rolsuper or not r.rolsuper and (pg_has_role(r.oid, 'usage') or pg_has_role(to_regrole('pg_signal_backend'), 'usage')), false)
		from pg_stat_activity a
		left join pg_roles r on r.oid = a.usesysid
		join pg_roles m on m.rolname = current_user
		where a.datid = $1 and a.pid <> pg_backend_pid() and coalesce(a.backend_type, '') <> 'autovacuum worker'`, c.parent.Oid)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s session
		if err := rows.Scan(&s.Pid, &s.User, &s.Program, &s.State, &s.Sidecar, &s.MayEnd); err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, rows.Err()
}

// settle waits until the connections of this program to the parent have ended, which takes Postgres a moment.
const settle = 500 * time.Millisecond
