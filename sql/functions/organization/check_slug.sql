create function neon_auth_api.check_slug(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_session(token_hash);
  if exists (select from neon_auth.organization o where o.slug = input ->> 'slug') then
    perform neon_auth_internal.fail('SLUG_IS_TAKEN');
  end if;
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.check_slug(text, json) is
  'POST /organization/check-slug: {slug}. Fails with UNAUTHORIZED, SLUG_IS_TAKEN.';
