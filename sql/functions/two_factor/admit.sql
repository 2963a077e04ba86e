-- admit opens a session with token_hash for a user who has proved who they are by one method, and returns true. If the
-- user has a second factor, it opens none and returns false: token_hash then names a challenge, which a second factor
-- turns into a session. Every way to sign in calls it. Fails with BANNED_USER.
create function neon_auth_internal.admit(user_id uuid, token_hash text, remember boolean, method text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lifetime constant interval := (select o.challenge_lifetime from neon_auth_internal.two_factor_option o);
  who      neon_auth."user";
begin
  if (select c.last_login_stored from neon_auth_internal.config c) then -- open_session writes to the user
    perform from neon_auth."user" u where u.id = admit.user_id for no key update;
  end if;
  select * into strict who from neon_auth."user" u where u.id = admit.user_id for share;
  if neon_auth_internal.needs_second_factor(who, method) and not neon_auth_internal.use_trusted_device(who.id) then
    if neon_auth_internal.is_banned(who) then
      perform neon_auth_internal.fail('BANNED_USER');
    end if;
    perform neon_auth_internal.put_verification('2fa-' || token_hash, who.id::text, lifetime);
    perform neon_auth_internal.put_verification(
      '2fa-attempts-' || token_hash, concat_ws(':', method, '0', current_setting('neon_auth.login_method', true)), lifetime);
    if (neon_auth_internal.find_anonymous(who.id)).id is not null then
      perform neon_auth_internal.put_verification('2fa-caller-' || token_hash, current_setting('neon_auth.caller'), lifetime);
    end if;
    return false;
  end if;
  perform neon_auth_internal.open_session(who.id, token_hash, remember, amr => array[method], is_cleared => true);
  return true;
end
$$;
