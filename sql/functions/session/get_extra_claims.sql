create function neon_auth_api.get_extra_claims(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  return neon_auth_internal.call_claims_hook(
    neon_auth_internal.token_claims(who)::jsonb
    || neon_auth_internal.organization_claim(own."activeOrganizationId", who.id, own.id)
    || (
      select neon_auth_internal.assurance_claims(o)
      from neon_auth.session_origin o, neon_auth_internal.config c
      where o."sessionId" = own.id and c.strict_claims
      union all select '{}' limit 1));
end
$$;

comment on function neon_auth_api.get_extra_claims(text) is
  'Returns the claims that the token claims hook adds to a token of the session. Fails with UNAUTHORIZED, and as the '
  'hook does.';
