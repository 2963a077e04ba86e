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
