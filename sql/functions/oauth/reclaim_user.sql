-- reclaim_user removes what another person may have set up in an unverified account before the owner of the address
-- signs in: passwords, provider accounts, passkeys, the phone number, second factors, sessions, and pending links that would
-- set a password or change the address.
create function neon_auth_internal.reclaim_user(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove(
    'account', array(select a.id from neon_auth.account a where a."userId" = reclaim_user.user_id));
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s."userId" = reclaim_user.user_id));
  perform neon_auth_internal.end_reset_links(reclaim_user.user_id);
  perform neon_auth_internal.remove_factors(reclaim_user.user_id);
  perform neon_auth_internal.remove_passkeys(reclaim_user.user_id);
  perform neon_auth_internal.remove_phone_number(reclaim_user.user_id);
  delete from neon_auth.verification v
  where v.identifier = 'change-email-' || reclaim_user.user_id
    or v.identifier like 'delete-account-%' and v.value = reclaim_user.user_id::text;
end
$$;
