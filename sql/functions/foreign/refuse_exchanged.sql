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
