create or replace function auth.jwt_session_init(jwt text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  claims jsonb;
begin
  perform set_config('neon_auth.context', '', true);
  claims := neon_auth_internal.verify_jwt(jwt);

  -- A token may outlive a ban of its user, but it opens no identity then.
  if claims is null or claims ->> 'role' <> 'anonymous' and not exists (
    select from neon_auth."user" u
    where u.id = (claims ->> 'sub')::uuid and not neon_auth_internal.is_banned(u)
  ) then
    raise exception 'Invalid token' using errcode = 'invalid_authorization_specification';
  end if;
  perform neon_auth_internal.open_context(
    neon_auth.branch_identity(), claims, to_timestamp((claims -> 'exp')::float8));
end
$$;

comment on function auth.jwt_session_init(text) is
  'Verifies a token of this branch. Until the transaction ends, auth.uid() and the other readers return its claims. '
  'Raises 28000 for any other token.';
