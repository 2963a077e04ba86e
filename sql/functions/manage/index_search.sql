create or replace function neon_auth.index_search()
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  home name := (
    select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm');
begin
  if home is null then
    raise notice 'Without the extension pg_trgm only searches for a beginning or end use an index. Other searches read all users.';
    return false;
  end if;
  execute format(
    'create index if not exists user_email_part_idx on neon_auth."user" using gin (email %I.gin_trgm_ops)', home);
  execute format(
    'create index if not exists user_name_part_idx on neon_auth."user" using gin (name %I.gin_trgm_ops)', home);
  return true;
end
$$;

comment on function neon_auth.index_search() is
  'Creates indexes that let admin/list-users find a part of an address or a name quickly, and returns true. Returns '
  'false without the extension pg_trgm: searches for the beginning or end are then fast, and searches for other parts '
  'read all users. Writes to "user" wait while it runs, about ten seconds for a million users.';
