-- is_still_anonymous reports whether a user is anonymous, as in find_anonymous. A user who has a way to sign in deletes their
-- account at /delete-user, with what it asks for.
create function neon_auth_internal.is_still_anonymous(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from neon_auth."user" u
  where u.id = is_still_anonymous.user_id and u."isAnonymous" and not u."emailVerified" and u."phoneNumberVerified" is not true
  for no key update; -- a number or a passkey that is being added is waited for
  return found
    and not exists (select from neon_auth.account a where a."userId" = is_still_anonymous.user_id)
    and not exists (select from neon_auth.passkey p where p."userId" = is_still_anonymous.user_id);
end
$$;
