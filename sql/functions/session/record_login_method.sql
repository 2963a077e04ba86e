-- record_login_method stores how a user signs in, if the project keeps that and the request is a sign-in of a named kind:
-- email, passkey, or a provider's id. Called before the user is locked in another way, so that two sign-ins of one user
-- wait for each other.
create function neon_auth_internal.record_login_method(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  method constant text := nullif(current_setting('neon_auth.login_method', true), '');
begin
  if method is not null and (select c.last_login_stored from neon_auth_internal.config c) then
    update neon_auth."user" u
    set "lastLoginMethod" = method
    where u.id = record_login_method.user_id and u."lastLoginMethod" is distinct from method;
  end if;
end
$$;
