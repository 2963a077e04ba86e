create function neon_auth_api.prove_password(token_hash text, verified_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  -- Compared again: the password may have been replaced since the sidecar verified it.
  perform neon_auth_internal.raise_assurance(own.id, '{pwd}')
  from neon_auth.account a
  where a."userId" = own."userId" and a."providerId" = 'credential' and a.password = verified_hash
    and own."impersonatedBy" is null;
end
$$;

comment on function neon_auth_api.prove_password(text, text) is
  'POST /verify-password, after the sidecar has verified the password: the caller''s session has proved it now. Does '
  'nothing for an administrator who impersonates the user. Fails with UNAUTHORIZED.';
