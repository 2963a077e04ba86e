-- move_rows gives foreign keys in the app's tables new values, see moves.sql. Returns moved, a number of rows, and kept:
-- by table, how many rows cannot move because another one has the same key, or why none of them can. Triggers of the app
-- run as the table's owner, under restriction.
create function neon_auth_internal.move_rows(seeds jsonb)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lender    constant oid := to_regprocedure('neonauth_moves.mover_of(jsonb)');
  part      record;
  mover     oid;
  followers text;
  result    jsonb;
  moved     bigint := 0;
  kept      jsonb := jsonb '{}';
begin
  if not neon_auth_internal.is_watched('user') then
    return jsonb_build_object('moved', 0, 'kept', kept);
  end if;
  perform neon_auth_internal.announce();
  followers := neon_auth_internal.check_followers('user', true);
  for part in
    select c.owner, jsonb_agg(c.target) as targets, array_agg(s.nspname || '.' || t.relname) as names
    from neon_auth_internal.moved_columns(seeds) c
    join pg_class t on t.oid = (c.target ->> 'table')::oid
    join pg_namespace s on s.oid = t.relnamespace
    group by c.owner
    order by c.owner
  loop
    perform neon_auth_internal.claim_name('mover of ' || part.owner); -- of two that make it, one waits
    mover := case when lender is not null then
      (neon_auth_internal.run_hook(lender, jsonb_build_object('owner', part.owner)) ->> 'mover')::oid end;
    if mover is null then
      kept := kept || (select jsonb_object_agg(n, format('its owner %s has not run: select neon_auth.allow_moves();', pg_get_userbyid(part.owner)))
        from unnest(part.names) n);
      continue;
    end if;
    result := neon_auth_internal.run_mover(mover, jsonb_build_object('targets', part.targets));
    moved := moved + (result ->> 'moved')::bigint;
    kept := kept || (result -> 'kept');
  end loop;
  if neon_auth_internal.check_followers('user', true) <> followers then
    raise exception 'triggers of the app changed during the statement' using errcode = 'serialization_failure';
  end if;
  return jsonb_build_object('moved', moved, 'kept', kept);
end
$$;
