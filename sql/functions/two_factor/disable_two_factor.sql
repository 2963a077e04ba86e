create function neon_auth_api.disable_two_factor(token_hash text, verified_hash text, new_token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_verified(token_hash, verified_hash);
begin
  perform neon_auth_internal.remove_factors(own."userId");
  perform neon_auth_internal.renew_session(own, new_token_hash);
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.disable_two_factor(text, text, text) is
  'POST /two-factor/disable: removes the caller''s second factor and their trusted browsers, and replaces the session '
  'by one with new_token_hash. Fails with UNAUTHORIZED, IMPERSONATING, INVALID_PASSWORD.';
