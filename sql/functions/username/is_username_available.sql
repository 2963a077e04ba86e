create function neon_auth_api.is_username_available(username text)
returns json
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  problem text := case when username = '' then 'USERNAME_INVALID' else neon_auth_internal.username_problem(username) end;
begin
  if problem <> '' then
    perform neon_auth_internal.fail('SIGN_IN_' || problem);
  end if;
  return json_build_object(
    'available', not neon_auth_internal.is_username_taken(neon_auth_internal.normalize_username(username)));
end
$$;

comment on function neon_auth_api.is_username_available(text) is
  'POST /is-username-available: whether nobody has that username. Fails with SIGN_IN_USERNAME_TOO_SHORT, '
  'SIGN_IN_USERNAME_TOO_LONG, SIGN_IN_USERNAME_INVALID.';
