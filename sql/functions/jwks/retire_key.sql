create or replace function neon_auth.retire_key()
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  retired uuid;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted('select neon_auth.retire_key()')::uuid;
  end if;
  update neon_auth.jwks j
  set "expiresAt" = now() + interval '1 hour'
  where j.branch = neon_auth.branch_identity() and j."expiresAt" is null
  returning j.id into retired;
  return retired;
end
$$;

comment on function neon_auth.retire_key() is
  'Retires the signing key. Tokens signed with it stay valid for up to one more hour, longer than the lifetime of '
  'any. The next token creates a new key. Returns the retired key''s id, or null when there was none.';

create function neon_auth_api.retire_key()
returns uuid
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth.retire_key()
$$;

comment on function neon_auth_api.retire_key() is 'neonauth keys rotate, first half: see neon_auth.retire_key.';
