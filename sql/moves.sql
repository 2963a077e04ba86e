-- Functions that move an anonymous user's rows in the app's tables, see functions/anonymous/move_rows.sql. Only a table's
-- owner may update it, and neon_auth has no rights in the app's tables. So each of these functions runs as one owner, and
-- changes only foreign keys in this owner's tables, as Postgres does when it cascades. Run by the installing role, which
-- owns the schema. neon_auth calls the functions as neon_auth_writer, a role without rights.
create schema if not exists neonauth_moves;
grant usage on schema neonauth_moves to public;
grant create on schema neonauth_moves to pg_database_owner; -- for neon_auth.allow_moves()

-- table_plan returns the parts of statements about one table, or null if the current role does not own it. target:
-- table, its oid, and columns: {name: {old value: new value}}. A column that is in no foreign key is left alone.
--   from   the table, as t                          hit    condition: the row has an old value
--   image  the row's columns with the new values    sets   the assignments
create or replace function neonauth_moves.table_plan(target jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'table', c.oid, 'name', c.oid::regclass, 'label', s.nspname || '.' || c.relname, 'from', case c.relkind when 'p' then '' else 'only ' end || c.oid::regclass || ' t',
    'columns', m.numbers, 'hit', m.hit, 'sets', m.sets, 'is_forced', c.relforcerowsecurity and c.relrowsecurity and not r.rolsuper and not r.rolbypassrls,
    'image', m.stored || coalesce((
      -- Generated columns follow from the new values.
      select string_agg(format(', (select %s from (select %s) b) as %I', pg_get_expr(d.adbin, d.adrelid), m.stored, a.attname), '' order by a.attnum)
      from pg_attribute a
      join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attgenerated <> '' and not a.attisdropped), ''))
  from pg_class c
  join pg_namespace s on s.oid = c.relnamespace
  join pg_roles r on r.oid = c.relowner and r.rolname = current_user
  cross join lateral (
    select
      (
        select string_agg(case when s.attname = any (array_agg(a.attname)) then
          format('coalesce((%L::jsonb ->> t.%2$I::text)::%3$s, t.%2$I) as %2$I', target #> array['columns', s.attname], s.attname, format_type(s.atttypid, s.atttypmod))
          else format('t.%I', s.attname) end, ', ' order by s.attnum)
        from pg_attribute s where s.attrelid = c.oid and s.attnum > 0 and not s.attisdropped and s.attgenerated = '') as stored,
      coalesce(array_agg(a.attnum) filter (where a.attgenerated = ''), '{}') as numbers,
      string_agg(format('t.%I = any (%L::%s[])', a.attname, (
        select array_agg(k.key) from jsonb_object_keys(target #> array['columns', a.attname]) k (key))::text,
        format_type(a.atttypid, null)), ' or ') as hit,
      -- A generated column cannot be set. Rows in which one still has an old value afterwards stay.
      coalesce(string_agg(format('%1$I = coalesce((%2$L::jsonb ->> t.%1$I::text)::%3$s, t.%1$I)', a.attname,
        target #> array['columns', a.attname], format_type(a.atttypid, a.atttypmod)), ', ') filter (where a.attgenerated = ''), (
        select format('%1$I = t.%1$I', s.attname) from pg_attribute s
        where s.attrelid = c.oid and s.attnum > 0 and not s.attisdropped and s.attgenerated = '' and s.attidentity = '' order by s.attnum limit 1)) as sets
    from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and target -> 'columns' ? a.attname
      and exists (select from pg_constraint k where k.contype = 'f' and k.conrelid = c.oid and a.attnum = any (k.conkey))) m
  where c.oid = (target ->> 'table')::oid and c.relkind in ('r', 'p') and m.hit is not null and m.sets is not null
$$;

-- kept_by_keys returns the rows of a plan that cannot move, because another row would have the same unique key, or one
-- that an exclusion constraint forbids, or because a check constraint forbids the new row. A row is named by its table and its
-- ctid.
create or replace function neonauth_moves.kept_by_keys(plan jsonb)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  unique_index record;
  expression   text;
  found        text[];
  kept         text[] := '{}';
begin
  for expression in
    select pg_get_expr(k.conbin, k.conrelid) from pg_constraint k
    where k.conrelid = (plan ->> 'table')::oid and k.contype = 'c' and to_jsonb(k) ->> 'conenforced' is distinct from 'false'
  loop
    begin
      execute format('select array_agg(n."~id") from (select t.tableoid::text || t.ctid::text as "~id", t.tableoid, %s from %s where %s) n where (%s) is false',
        plan ->> 'image', plan ->> 'from', plan ->> 'hit', expression) into found;
      kept := kept || coalesce(found, '{}');
    exception
      when others then null; -- it needs the row itself, or fails for these values: then the move fails as any update
    end;
  end loop;
  for unique_index in
    select
      string_agg(format('(%s)%s as k%s', e.text, case when e.collation not in (0, 100) then ' collate ' || e.collation::regcollation else '' end, e.n), ', ') as keys,
      string_agg(format(
        case when to_jsonb(i) ->> 'indnullsnotdistinct' = 'true' then '(o.k%1$s operator(%2$s) f.k%1$s or o.k%1$s is null and f.k%1$s is null)'
        else 'o.k%1$s operator(%2$s) f.k%1$s' end, e.n, format('%I.%s', s.nspname, e.oprname)), ' and ') as same,
      coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') as condition
    from pg_index i
    left join pg_constraint x on x.conindid = i.indexrelid and x.conrelid = i.indrelid and x.conexclop is not null
    cross join lateral (
      select n, pg_get_indexdef(i.indexrelid, n, false) as text, (i.indcollation::oid[])[n - 1] as collation, o.oprname, o.oprnamespace
      from generate_series(1, i.indnkeyatts) n
      join pg_opclass c on c.oid = (i.indclass::oid[])[n - 1]
      join pg_operator o on o.oid = coalesce(x.conexclop[n], (
        select p.amopopr from pg_amop p
        where p.amopfamily = c.opcfamily and p.amopstrategy = 3 and p.amoplefttype = c.opcintype and p.amoprighttype = c.opcintype))
    ) e
    join pg_namespace s on s.oid = e.oprnamespace
    where (i.indisunique or i.indisexclusion) and i.indislive and (
      i.indrelid = (plan ->> 'table')::oid
      -- An index of one partition only. Rows of others are compared with it, too: then too many stay, and the move succeeds.
      or i.indrelid in (select p.relid from pg_partition_tree((plan ->> 'table')::oid) p)
        and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid))
    group by i.indexrelid, i.*
  loop
    execute format(
      'with f as materialized (select n."~id" as id, %1$s from (select t.tableoid::text || t.ctid::text as "~id", %2$s from %3$s where %4$s) n where %5$s) '
      'select array_agg(f.id) from f where exists (select from (select %1$s from %3$s where (%4$s) is not true and (%5$s)) o where %6$s) '
      'or exists (select from f o where o.id < f.id and %6$s)',
      unique_index.keys, plan ->> 'image', plan ->> 'from', plan ->> 'hit', unique_index.condition, unique_index.same)
    into found;
    kept := kept || coalesce(found, '{}');
  end loop;
  return array(select distinct k from unnest(kept) k);
end
$$;

-- kept_by_references adds to the rows that cannot move those that refer to them, or that they refer to: a row and the
-- one that its foreign key names move together, unless the new key exists too. plans and kept are by the tables' oids.
create or replace function neonauth_moves.kept_by_references(plans jsonb, kept jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  foreign_key record;
  found       text[];
  before      jsonb;
begin
  loop
    before := kept;
    for foreign_key in
      select
        k.conrelid::text as child, k.confrelid::text as parent,
        (select string_agg(format('p.%I = n.%I', a.attname, c.attname), ' and ')
        from unnest(k.conkey, k.confkey) u (c, p)
        join pg_attribute c on c.attrelid = k.conrelid and c.attnum = u.c
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.p) as same,
        (select string_agg(format('n.%I is not null', c.attname), ' and ')
        from pg_attribute c where c.attrelid = k.conrelid and c.attnum = any (k.conkey)) as is_set
      from pg_constraint k
      where k.contype = 'f' and k.conparentid = 0 and plans ? k.conrelid::text and plans ? k.confrelid::text
        and exists (select from jsonb_array_elements_text(plans -> k.confrelid::text -> 'columns') n where n::integer = any (k.confkey))
    loop
      execute format(
        'select array_agg(n."~id") from (select t.tableoid::text || t.ctid::text as "~id", %1$s from %2$s where %3$s) n '
        'where n."~id" <> all (%4$L::text[]) and %5$s '
        'and not exists (select from (select t.* from %6$s where (%7$s) is not true or t.tableoid::text || t.ctid::text = any (%8$L::text[])) p where %9$s) '
        'and not exists (select from (select t.tableoid::text || t.ctid::text as "~id", %10$s from %6$s where %7$s) p where p."~id" <> all (%8$L::text[]) and %9$s)',
        plans #>> array[foreign_key.child, 'image'], plans #>> array[foreign_key.child, 'from'], plans #>> array[foreign_key.child, 'hit'],
        neonauth_moves.names(kept -> foreign_key.child), foreign_key.is_set,
        plans #>> array[foreign_key.parent, 'from'], plans #>> array[foreign_key.parent, 'hit'],
        neonauth_moves.names(kept -> foreign_key.parent), foreign_key.same, plans #>> array[foreign_key.parent, 'image'])
      into found;
      kept := kept || jsonb_build_object(foreign_key.child, neonauth_moves.names(kept -> foreign_key.child) || coalesce(found, '{}'));
      execute format(
        'select array_agg(p."~id") from (select t.tableoid::text || t.ctid::text as "~id", t.* from %1$s where %2$s) p '
        'where p."~id" <> all (%3$L::text[]) '
        'and exists (select from (select t.tableoid::text || t.ctid::text as "~id", t.* from %4$s where %5$s) n where n."~id" = any (%6$L::text[]) and %7$s)',
        plans #>> array[foreign_key.parent, 'from'], plans #>> array[foreign_key.parent, 'hit'], neonauth_moves.names(kept -> foreign_key.parent),
        plans #>> array[foreign_key.child, 'from'], plans #>> array[foreign_key.child, 'hit'], neonauth_moves.names(kept -> foreign_key.child),
        foreign_key.same)
      into found;
      kept := kept || jsonb_build_object(foreign_key.parent, neonauth_moves.names(kept -> foreign_key.parent) || coalesce(found, '{}'));
    end loop;
    exit when kept = before;
  end loop;
  return kept;
end
$$;

-- names returns an array of JSON as an array of text, empty for null.
create or replace function neonauth_moves.names(list jsonb)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(n), '{}') from jsonb_array_elements_text(list) n
$$;

-- move_rows gives the foreign keys in the current role's tables new values, all in one statement: keys that refer to each
-- other then match at its end. request: targets, as in table_plan. Returns how many rows moved, and how many are kept by
-- table. Row security that is forced on the owner is lifted meanwhile, under a lock.
create or replace function neonauth_moves.move_rows(request jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  plans     jsonb := '{}';
  kept      jsonb := '{}';
  plan      jsonb;
  moved     bigint := 0;
  remaining bigint;
  counts    jsonb := '{}';
begin
  for plan in select neonauth_moves.table_plan(t) from jsonb_array_elements(request -> 'targets') t loop
    continue when plan is null;
    plans := plans || jsonb_build_object(plan ->> 'table', plan);
    if (plan -> 'is_forced')::boolean then
      execute format('alter table %s no force row level security', plan ->> 'name');
    end if;
  end loop;
  for plan in select p.value from jsonb_each(plans) p loop
    kept := kept || jsonb_build_object(plan ->> 'table', neonauth_moves.kept_by_keys(plan));
  end loop;
  kept := neonauth_moves.kept_by_references(plans, kept);
  if plans <> '{}' then
    execute (
      select 'with ' || string_agg(format(
        'u%s as (update %s set %s where (%s) and t.tableoid::text || t.ctid::text <> all (%L::text[]) returning 1)',
        p.key, p.value ->> 'from', p.value ->> 'sets', p.value ->> 'hit', neonauth_moves.names(kept -> p.key)), ', ')
        || ' select ' || string_agg(format('(select count(*) from u%s)', p.key), ' + ')
      from jsonb_each(plans) p)
    into moved;
  end if;
  for plan in select p.value from jsonb_each(plans) p loop
    execute format('select count(*) from %s where %s', plan ->> 'from', plan ->> 'hit') into remaining;
    if remaining > 0 then
      counts := counts || jsonb_build_object(plan ->> 'label', remaining);
    end if;
    if (plan -> 'is_forced')::boolean then
      execute format('alter table %s force row level security', plan ->> 'name');
    end if;
  end loop;
  return jsonb_build_object('moved', moved, 'kept', counts);
end
$$;

-- mover_of returns the function move_rows of another owner, and makes it if the installing role may: it is a superuser, or
-- a member of that role. Otherwise the owner makes it with neon_auth.allow_moves(). request: owner, an oid. Returns mover,
-- an oid or null.
create or replace function neonauth_moves.mover_of(request jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted   oid := (request ->> 'owner')::oid;
  code     text := (select p.prosrc from pg_proc p where p.oid = 'neonauth_moves.move_rows(jsonb)'::regprocedure);
  named    text := left('move_rows_of_' || pg_get_userbyid(wanted), 63);
  existing oid;
begin
  select p.oid into existing from pg_proc p
  where p.pronamespace = 'neonauth_moves'::regnamespace and p.proowner = wanted and p.prosecdef and starts_with(p.proname, 'move_rows')
  order by p.proname
  limit 1;
  if existing is null then
    execute format('drop function if exists neonauth_moves.%I(jsonb)', named);
    execute format(
      'create function neonauth_moves.%I(request jsonb) returns jsonb language plpgsql volatile security definer '
      'set search_path = pg_catalog, pg_temp as %L', named, code);
    execute format('revoke all on function neonauth_moves.%I(jsonb) from public', named);
    execute format('grant execute on function neonauth_moves.%I(jsonb) to neon_auth_writer', named);
    execute format('grant create on schema neonauth_moves to %I', pg_get_userbyid(wanted));
    execute format('alter function neonauth_moves.%I(jsonb) owner to %I', named, pg_get_userbyid(wanted));
    execute format('revoke create on schema neonauth_moves from %I', pg_get_userbyid(wanted));
    existing := format('neonauth_moves.%I(jsonb)', named)::regprocedure;
  end if;
  return jsonb_build_object('mover', existing);
exception
  when insufficient_privilege then
    return jsonb_build_object('mover', null);
end
$$;

revoke all on function neonauth_moves.move_rows(jsonb), neonauth_moves.mover_of(jsonb) from public;
grant execute on function neonauth_moves.move_rows(jsonb), neonauth_moves.mover_of(jsonb) to neon_auth_writer;
