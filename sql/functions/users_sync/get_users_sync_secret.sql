create function neon_auth_api.get_users_sync_secret(provider text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_secret constant text := neon_auth_internal.users_sync_secret(provider);
begin
  if found_secret is null then
    perform neon_auth_internal.fail('NOT_FOUND');
  end if;
  return found_secret;
end
$$;

comment on function neon_auth_api.get_users_sync_secret(text) is
  'Returns the secret of an outside provider''s webhook, in clear or sealed. Fails with NOT_FOUND when there is none.';
