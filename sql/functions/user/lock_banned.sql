-- lock_banned locks a user and reports whether they are banned, so that no ban commits before the transaction ends.
-- Functions that consume a code or a link call it first and return BANNED_USER. Raising it, as open_session does, would
-- roll the consumption back and leave the code valid. Failures of rules, webhooks and unique addresses are still
-- raised: no one was signed in, and the same code may be used again once the reason is gone.
create function neon_auth_internal.lock_banned(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = lock_banned.user_id for no key update;
  return neon_auth_internal.is_banned(who);
end
$$;
