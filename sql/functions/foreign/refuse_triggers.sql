-- accepted_code lists the functions of the triggers that others have added to a neonauth table, with versions.
create function neon_auth_internal.accepted_code(on_table oid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(concat_ws(':', t.oid, p.oid, p.xmin, p.ctid), ',' order by t.oid)
  from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid
  where t.tgrelid = accepted_code.on_table and not t.tgisinternal
    and p.pronamespace not in ('neon_auth'::regnamespace, 'neon_auth_internal'::regnamespace)
$$;

-- refuse_triggers rejects neonauth's own statements if a trigger would run with neonauth's rights. Its name sorts first,
-- so it fires before every other trigger of the table. It accepts functions that run as their owner (security definer),
-- functions of superusers and of Postgres itself, and conditions (when) that call no function. It records what it has
-- accepted, because one function may replace another before that runs: refuse_exchanged compares.
create function neon_auth_internal.refuse_triggers()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  refused  text;
  accepted text;
begin
  if not exists (select from neon_auth_internal.foreign_code f where f.on_table = tg_relid) then
    return null;
  end if;
  refused := neon_auth_internal.refused_trigger(tg_relid);
  if refused is not null then
    raise exception using errcode = 'insufficient_privilege', message = refused;
  end if;
  perform neon_auth_internal.announce();
  accepted := neon_auth_internal.accepted_code(tg_relid);
  if accepted is not null then
    insert into neon_auth.write_mark (entity, value) values (format('accepted %s at %s', tg_relid, pg_trigger_depth()), accepted);
  end if;
  return null;
end
$$;

-- refuse_exchanged fires after neonauth's own statements. It reverts a statement when a trigger's function is no longer
-- the one that refuse_triggers accepted: another function, or a concurrent session, may have made it run as neon_auth.
create function neon_auth_internal.refuse_exchanged()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  accepted  text := neon_auth_internal.accepted_code(tg_relid);
  exchanged boolean;
begin
  if accepted is null then
    return null;
  end if;
  with noted as (
    delete from neon_auth.write_mark m
    where m.entity = format('accepted %s at %s', tg_relid, pg_trigger_depth())
    returning m.value
  )
  select coalesce(bool_or(n.value <> accepted), true) into exchanged from noted n;
  if exchanged then
    raise exception using errcode = 'insufficient_privilege',
      message = format('the function of a trigger on neon_auth.%I was exchanged while it was in use', tg_table_name);
  end if;
  return null;
end
$$;
