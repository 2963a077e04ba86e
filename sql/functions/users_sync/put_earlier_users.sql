create or replace function neon_auth.put_earlier_users(earlier jsonb)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  added integer;
begin
  with put as (
    insert into neon_auth.users_sync (raw_json, updated_at, deleted_at)
    select r -> 'raw_json', (r ->> 'updated_at')::timestamptz, (r ->> 'deleted_at')::timestamptz
    from jsonb_array_elements(earlier) r
    on conflict do nothing
    returning id, updated_at
  )
  -- They are not users of this database, and a webhook of Stack Auth may still change them.
  insert into neon_auth.users_sync_source (id, provider, "changedAt")
  select p.id, 'stack-auth', coalesce(p.updated_at, '1970-01-01Z') from put p
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
end
$$;

comment on function neon_auth.put_earlier_users(jsonb) is
  'Adds rows of an earlier users_sync ([{raw_json, updated_at, deleted_at}]) for users who are not in neon_auth.users_sync '
  'yet. Returns how many. adopt_users_sync() calls it.';
