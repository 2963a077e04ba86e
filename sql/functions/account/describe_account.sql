create function neon_auth_api.describe_account(provider_id text, answer jsonb)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  profile neon_auth_internal.oauth_profile := neon_auth_internal.oauth_profile(
    neon_auth_internal.oauth_provider(provider_id), answer);
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'id', profile.subject, 'name', profile.name, 'email', profile.email, 'image', profile.image))
    || jsonb_build_object('emailVerified', coalesce(profile.is_vouched, false));
end
$$;

comment on function neon_auth_api.describe_account(text, jsonb) is
  'GET /account-info: returns the user as the provider''s response describes them.';
