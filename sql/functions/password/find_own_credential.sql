create function neon_auth_api.find_own_credential(token_hash text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own  neon_auth.session := neon_auth_internal.require_session(token_hash);
  wait integer;
begin
  select neon_auth_internal.count_attempt('password', u.email) into wait from neon_auth."user" u where u.id = own."userId";
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return coalesce((
    select a.password
    from neon_auth.account a
    where a."userId" = own."userId" and a."providerId" = 'credential'), '');
end
$$;

comment on function neon_auth_api.find_own_credential(text) is
  'POST /verify-password: returns the caller''s stored password hash, or empty text when they have none. Records an '
  'attempt, which pass_password removes. Fails with UNAUTHORIZED, TOO_MANY_REQUESTS.';
