create function neon_auth_api.delete_anonymous_user(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session := neon_auth_internal.require_session(token_hash);
begin
  if not (select o.is_deletable from neon_auth_internal.anonymous_option o) then
    perform neon_auth_internal.fail('ANONYMOUS_DELETION_DISABLED');
  elsif not neon_auth_internal.is_still_anonymous(own."userId") then
    perform neon_auth_internal.fail('USER_IS_NOT_ANONYMOUS');
  elsif own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  perform neon_auth_internal.delete_own_user(own."userId");
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.delete_anonymous_user(text) is
  'POST /delete-anonymous-user: deletes the caller, an anonymous user who has no way to sign in yet. Fails with UNAUTHORIZED, '
  'ANONYMOUS_DELETION_DISABLED, USER_IS_NOT_ANONYMOUS, IMPERSONATING, SOLE_OWNER, LAST_ADMINISTRATOR.';

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
