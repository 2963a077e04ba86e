create or replace function neon_auth.disable_users_sync()
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  present name;
begin
  for present in
    select t.tgname from pg_trigger t
    where t.tgrelid = 'neon_auth."user"'::regclass and t.tgname in ('sync_users', 'sync_users_change', 'sync_users_truncate')
  loop
    execute format('drop trigger %I on neon_auth."user"', present);
  end loop;
end
$$;

comment on function neon_auth.disable_users_sync() is
  'Stops copying users to neon_auth.users_sync. Its rows stay, because apps may refer to them; enable_users_sync() brings '
  'them up to date again.';
