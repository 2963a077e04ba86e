create function neon_auth_api.pass_password(token_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.find_session(token_hash);
begin
  perform neon_auth_internal.pass_attempt('password', u.email) from neon_auth."user" u where u.id = own."userId";
end
$$;

comment on function neon_auth_api.pass_password(text) is
  'POST /verify-password, /change-password, /delete-user, after the sidecar has verified the caller''s current '
  'password: removes the attempt that was recorded when the stored hash was read.';
