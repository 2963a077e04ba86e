-- moved_columns returns the columns of the app's tables whose values name one of these rows: foreign keys, and foreign
-- keys to columns that are foreign keys themselves. seeds: {"table.column": {old value: new value}} of neon_auth's tables.
create function neon_auth_internal.moved_columns(seeds jsonb)
returns table (owner oid, target jsonb)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive reached (on_table, number, values) as (
    select a.attrelid, a.attnum, s.value
    from jsonb_each(seeds) s
    join pg_class c on c.relnamespace = 'neon_auth'::regnamespace and c.relname = split_part(s.key, '.', 1)
    join pg_attribute a on a.attrelid = c.oid and a.attname = split_part(s.key, '.', 2) and not a.attisdropped
    union
    select k.conrelid, u.child, r.values
    from reached r
    join pg_constraint k on k.contype = 'f' and k.conparentid = 0 and k.confrelid = r.on_table
    cross join unnest(k.conkey, k.confkey) as u (child, parent)
    where u.parent = r.number
  ), columns as (
    select c.oid, c.relowner, a.attname, coalesce(jsonb_object_agg(v.key, v.value) filter (where v.key is not null), '{}') as values
    from reached r
    join pg_class c on c.oid = r.on_table and c.relnamespace <> 'neon_auth'::regnamespace
    join pg_attribute a on a.attrelid = r.on_table and a.attnum = r.number
    left join jsonb_each(r.values) v on true
    group by c.oid, c.relowner, a.attname
  )
  select c.relowner, jsonb_build_object('table', c.oid, 'columns', jsonb_object_agg(c.attname, c.values))
  from columns c
  group by c.relowner, c.oid
$$;

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

-- run_mover calls a function of moves.sql under restriction.
create function neon_auth_internal.run_mover(mover oid, request jsonb)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.is_restricted() then
    return neon_auth_internal.run_hook(mover, request);
  end if;
  return neon_auth_internal.run_restricted(format('select neon_auth_internal.run_hook(%s, %L)', mover, request))::jsonb;
end
$$;

-- may_move reports whether rows in an owner's tables can move: the owner has a function for it, or the role that installed
-- those functions may make it.
create function neon_auth_internal.may_move(owner oid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from pg_namespace n
    where n.nspname = 'neonauth_moves' and (
      exists (
        select from pg_proc p
        where p.pronamespace = n.oid and p.proowner = may_move.owner and p.prosecdef and starts_with(p.proname, 'move_rows'))
      or pg_has_role(n.nspowner, may_move.owner, 'member')))
$$;
