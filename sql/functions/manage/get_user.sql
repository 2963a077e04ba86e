create or replace function neon_auth.get_user(user_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return neon_auth_internal.describe_managed_user(get_user.user_id);
end
$$;

comment on function neon_auth.get_user(uuid) is
  'Returns a user as json, with accounts, the latest sessions, organizations, and the latest changes. Without secrets. '
  'Raises NA404 for an unknown id.';
