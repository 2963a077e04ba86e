-- find_anonymous returns the anonymous user of this request's browser who is not the given one, and locks them. Null if
-- there is none: the session must be alive and of this branch, and no administrator's. A user who has a way to sign in,
-- or a verified address or number, is not anonymous any more.
create function neon_auth_internal.find_anonymous(user_id uuid)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  caller constant text := coalesce(current_setting('neon_auth.caller', true), '');
  found  neon_auth."user";
begin
  if caller = '' or not (select o.enabled from neon_auth_internal.anonymous_option o) then
    return null;
  end if;
  -- Of two sign-ins of one browser at once, the second waits here, and finds that the user is gone.
  select u.* into found
  from neon_auth.session s
  join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
  join neon_auth."user" u on u.id = s."userId"
  where s.token = caller and s."expiresAt" > now() and s."impersonatedBy" is null and s."userId" is distinct from find_anonymous.user_id
    and u."isAnonymous" and not u."emailVerified" and u."phoneNumberVerified" is not true and not neon_auth_internal.is_banned(u)
    and not exists (select from neon_auth.account a where a."userId" = u.id)
    and not exists (select from neon_auth.passkey p where p."userId" = u.id)
  for update of u;
  return found;
end
$$;
