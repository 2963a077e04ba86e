-- call_claims_hook adds the claims that the configured hook returns, if there is a hook. The hook cannot change claims
-- it received, nor claims that limit how far a token is trusted.
create function neon_auth_internal.call_claims_hook(claims jsonb)
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  named text := (select c.claims_hook from neon_auth_internal.config c);
  hook  regprocedure := neon_auth_internal.find_claims_hook(named);
  more  jsonb;
begin
  if named is null then
    return jsonb '{}';
  elsif hook is null then
    raise exception 'The token claims hook % does not exist, or may not be called', named;
  end if;

  perform neon_auth_internal.announce();
  more := neon_auth_internal.run_hook(hook, claims);
  perform neon_auth_internal.settle();
  if jsonb_typeof(more) is distinct from 'object' then
    raise exception 'The token claims hook % does not return an object', named;
  elsif octet_length(more::text) > 4096 then
    raise exception 'The token claims hook % returns more than 4096 bytes', named;
  end if;
  return more
    - array(select jsonb_object_keys(claims))
    - array['sub', 'role', 'o', 'iat', 'exp', 'nbf', 'iss', 'aud', 'jti', 'amr', 'auth_time', 'aal'];
end
$$;
