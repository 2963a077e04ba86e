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
