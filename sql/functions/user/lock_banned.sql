-- lock_banned locks a user and returns whether they are banned, so that no ban lands before the transaction ends. What
-- uses up a code or a link asks here first and returns BANNED_USER: raised, as open_session does, it would roll the use
-- back and leave the code valid. What rules, webhooks and unique addresses refuse stays raised: nobody got in, and the
-- same code may be tried again once the reason is gone.
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
