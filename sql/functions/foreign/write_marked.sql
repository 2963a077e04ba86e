-- write_marked deletes the rows of a mark, or sets their new key, and returns their number. It runs as
-- neon_auth_writer, whose policies only allow writes to the marked rows.
create function neon_auth_internal.write_marked(mark uuid)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set row_security = on -- the caller may have it off, which refuses what policies restrict
as $$
declare
  marked  record;
  written integer;
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'write_marked must run as neon_auth_writer';
  end if;
  select m.entity, m.ids, m.value into strict marked from neon_auth.write_mark m where m.id = mark;
  if marked.value is null then
    execute format('delete from neon_auth.%I t where t.id = any ($1)', marked.entity) using marked.ids;
  else
    execute format(
      'update neon_auth.%I t set %I = $2%s where t.id = any ($1)',
      marked.entity,
      case marked.entity when 'user' then 'email' when 'organization' then 'slug' when 'account' then 'accountId'
        when 'member' then 'userId' when 'teamMember' then 'userId' else 'role' end,
      case when marked.entity in ('member', 'teamMember') then '::uuid' else '' end)
    using marked.ids, marked.value;
  end if;
  get diagnostics written = row_count;
  return written;
end
$$;

-- fire_deferred runs the triggers that are deferred to the end of the transaction, of the named constraints or all, as
-- neon_auth_writer. At commit they would run as the session's login.
create function neon_auth_internal.fire_deferred(names text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'fire_deferred must run as neon_auth_writer';
  end if;
  execute 'set constraints ' || names || ' immediate';
end
$$;

-- run_hook calls the token claims hook as neon_auth_writer: between the check that it is security definer and the call it
-- may be replaced, and in a transaction with an older snapshot it may have been already.
create function neon_auth_internal.run_hook(hook oid, claims jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  more jsonb;
begin
  if current_user <> 'neon_auth_writer' then
    raise exception 'run_hook must run as neon_auth_writer';
  end if;
  execute format('select %s($1)', (
    select format('%I.%I', n.nspname, p.proname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.oid = run_hook.hook)) into more using claims;
  return more;
end
$$;

-- Objects of neon_auth_writer. It can read the ids of marked rows, and cannot name the objects it owns, because it
-- lacks usage on the schema.
grant create on schema neon_auth_internal to neon_auth_writer;
alter function neon_auth_internal.write_marked(uuid) owner to neon_auth_writer;
alter function neon_auth_internal.fire_deferred(text) owner to neon_auth_writer;
alter function neon_auth_internal.run_hook(oid, jsonb) owner to neon_auth_writer;
revoke create on schema neon_auth_internal from neon_auth_writer;
