package sql

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"

	"github.com/jackc/pgx/v5"
)

// isReplaced is a condition: a row pn of pg_namespace is a schema whose content an install has replaced. It is renamed
// then, and dropped after the install. Nobody else can make one, because it belongs to neon_auth.
const isReplaced = `(pn.nspname ~ '^neon_auth_(api|internal)_[0-9]+$' and pn.nspowner = 'neon_auth'::regrole)`

// mayRename reports whether the installing role may rename the schemas: it needs CREATE on the database and the rights of
// their owner, which a role that does not inherit lacks.
func mayRename(ctx context.Context, conn *pgx.Conn) (may bool, err error) {
	err = conn.QueryRow(ctx, `select pg_has_role(session_user, 'neon_auth', 'usage')
		and has_database_privilege(session_user, current_database(), 'create')`).Scan(&may)
	return may, err
}

// renameSchemas renames the schemas that the install replaces. Until the transaction commits, others see and use them under
// their old names. The number is random, so that nobody can take the names before.
func renameSchemas() (string, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1e15))
	return fmt.Sprintf("set local role none; alter schema neon_auth_api rename to neon_auth_api_%[1]d;"+
		"alter schema neon_auth_internal rename to neon_auth_internal_%[1]d; set local role neon_auth;", number), err
}

// replacedTriggers selects statements that drop the triggers which call functions in the replaced schemas.
const replacedTriggers = `select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_proc p on p.oid = t.tgfoid
    join pg_namespace pn on pn.oid = p.pronamespace
    where c.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'neon_auth_management', 'auth'))
      and not t.tgisinternal and t.tgparentid = 0 and ` + isReplaced

// dropBindings drops the policies that call functions in the replaced schemas, triggers of constraints, which cannot be replaced,
// and the functions that run as neon_auth_writer: it owns nothing but the new ones, see check_writer. It takes away the right to
// call the others by name.
const dropBindings = `
do $$
declare
  script text;
begin
  for script in
    ` + replacedTriggers + ` and t.tgconstraint <> 0
    union all
    select format('drop policy %I on %s', y.polname, y.polrelid::regclass)
    from pg_policy y
    join pg_class c on c.oid = y.polrelid
    where c.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('neon_auth', 'neon_auth_management', 'auth'))
      and exists (
        select from pg_depend d
        join pg_proc p on p.oid = d.refobjid
        join pg_namespace pn on pn.oid = p.pronamespace
        where d.classid = 'pg_policy'::regclass and d.objid = y.oid and d.refclassid = 'pg_proc'::regclass and ` + isReplaced + `)
    union all
    select format('drop function %s', p.oid::regprocedure)
    from pg_proc p join pg_namespace pn on pn.oid = p.pronamespace
    where p.proowner = 'neon_auth_writer'::regrole and ` + isReplaced + `
    union all
    -- and from those to whom they have passed it on
    select format('revoke all on schema %I from %s cascade', pn.nspname, case a.grantee when 0 then 'public' else a.grantee::regrole::text end)
    from pg_namespace pn cross join lateral aclexplode(pn.nspacl) a
    where a.grantee <> pn.nspowner and ` + isReplaced + `
  loop
    execute script;
  end loop;
end
$$;
`

// dropTriggers drops the triggers that the script has not replaced: this release has no such triggers. It fails if the script has
// replaced one of others, which happens to have the name of one of neonauth's.
const dropTriggers = `
do $$
declare
  script text;
  taken  text := (
    select format('%I on %s', t.tgname, t.tgrelid::regclass)
    from pg_trigger t
    join pg_proc p on p.oid = t.tgfoid
    where t.oid = any (current_setting('neonauth.others')::oid[]) and p.pronamespace = 'neon_auth_internal'::regnamespace
    limit 1);
begin
  if taken is not null then
    raise exception 'trigger % already exists, and is not one of neonauth: rename it', taken using errcode = 'duplicate_object';
  end if;
  for script in ` + replacedTriggers + ` loop
    execute script;
  end loop;
end
$$;
`

// dropReplaced drops the schemas that an install has replaced. Calls that began before may still hold a lock on a view in
// them, and the app may have made something that depends on them in the meantime. Then they stay until the next install.
func dropReplaced(ctx context.Context, conn *pgx.Conn) error {
	names, err := list(ctx, conn, "select quote_ident(pn.nspname) from pg_namespace pn where "+isReplaced+" order by 1")
	if err != nil || len(names) == 0 {
		return err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if err := refuseDependents(ctx, conn); err != nil {
			return err
		}
		script := "set local client_min_messages = warning;"
		for _, name := range names {
			script += "drop schema " + name + " cascade;"
		}
		_, err := tx.Exec(ctx, script)
		return err
	})
	var refusal Refusal
	if isTransient(err) || errors.As(err, &refusal) {
		return nil
	}
	return err
}
