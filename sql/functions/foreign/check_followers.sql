-- check_followers rejects a write to a neonauth table that would run code with more rights than its author has.
-- Postgres runs the cascade into an app's table as that table's owner, including triggers that other roles may have
-- added there. check_followers accepts functions of roles that have the owner's rights, and functions that run as their
-- own owner (security definer). It returns what it accepted, with versions. It is called before and after a write and
-- must return the same both times: after the write, locks on the tables keep others from adding or removing triggers.
-- is_move: rows of the tables are moved, see move_rows. That runs all their triggers as the table's owner.
create function neon_auth_internal.check_followers(entity text, is_move boolean default false)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  accepted text;
  refused  text;
begin
  with recursive followers (id) as (
    select format('neon_auth.%I', entity)::regclass::oid
    union
    select below.id
    from followers f
    cross join lateral (
      select k.conrelid from pg_constraint k
      where k.confrelid = f.id and k.contype = 'f' and (is_move or k.confdeltype in ('c', 'n', 'd') or k.confupdtype in ('c', 'n', 'd'))
      union all
      select i.inhrelid from pg_inherits i where i.inhparent = f.id) below (id)
  ), code as (
    -- The trigger's function. Before Postgres 18, an after trigger runs as the role that runs the statement.
    select t.oid, t.tgname, c.oid::regclass as on_table, c.relowner, p.proowner as author, p.prosecdef as is_definer,
      p.oid as code, concat(p.xmin, p.ctid) as version
    from followers f
    join pg_class c on c.oid = f.id and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D'
    join pg_proc p on p.oid = t.tgfoid and p.oid >= 16384
    where t.tgtype & 2 = 2 or current_setting('server_version_num')::integer >= 180000 or is_move
    union all
    -- The functions that its condition calls.
    select t.oid, t.tgname, c.oid::regclass, c.relowner, coalesce(p.proowner, o.oprowner, y.typowner),
      coalesce(p.prosecdef, false), d.refobjid, concat(p.xmin, p.ctid, o.xmin, o.ctid, y.xmin, y.ctid)
    from followers f
    join pg_class c on c.oid = f.id and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgqual is not null
    join pg_depend d on d.classid = 'pg_trigger'::regclass and d.objid = t.oid and d.refobjid >= 16384
    left join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid and p.oid <> t.tgfoid
    left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
    left join pg_type y on d.refclassid = 'pg_type'::regclass and y.oid = d.refobjid
    where coalesce(p.oid, o.oid, y.oid) is not null
  )
  select string_agg(concat_ws(':', c.oid, c.code, c.version), ',' order by c.oid, c.code),
    min(format('trigger %I on %s', c.tgname, c.on_table))
      filter (where not c.is_definer and not pg_has_role(c.author, c.relowner, 'usage'))
  into accepted, refused
  from code c;
  if refused is not null then
    raise exception using errcode = 'insufficient_privilege',
      message = format('%s would run with the rights of the table''s owner, which its author does not have', refused),
      hint = 'Let the owner of the table own the function of the trigger, or make it security definer.';
  end if;
  return coalesce(accepted, '');
end
$$;
