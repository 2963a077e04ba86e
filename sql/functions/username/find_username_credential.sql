-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.username_credential_row as
select u.id as user_id, ''::text as password_hash, ''::text as subject from neon_auth."user" u;

create function neon_auth_api.find_username_credential(username text)
returns setof neon_auth_api.username_credential_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  problem constant text := neon_auth_internal.username_problem(username);
  wanted  constant text := neon_auth_internal.normalize_username(username);
  address text;
begin
  if problem <> '' then
    perform neon_auth_internal.fail('SIGN_IN_' || problem);
  end if;
  select u.email into address from neon_auth."user" u where u.username = wanted;
  -- A username has no @: for an unknown one, find_credential counts the attempt and returns a decoy as for an address
  -- that nobody has.
  return query
  select c.user_id, c.password_hash, coalesce(address, wanted) from neon_auth_api.find_credential(coalesce(address, wanted)) c;
end
$$;

comment on function neon_auth_api.find_username_credential(text) is
  'POST /sign-in/username, first step: as find_credential, for the user with that username. subject: whose attempts '
  'are counted, the user''s address or an unknown username. Fails with SIGN_IN_USERNAME_TOO_SHORT, '
  'SIGN_IN_USERNAME_TOO_LONG, SIGN_IN_USERNAME_INVALID, EMAIL_AND_PASSWORD_DISABLED, TOO_MANY_REQUESTS.';
