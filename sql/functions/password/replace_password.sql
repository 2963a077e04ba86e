-- replace_password sets a user's password after a reset or by an administrator. It ends earlier mails and sessions
-- (recovery/ending.sql) and informs the user by mail. kept is a session that stays, or null.
create function neon_auth_internal.replace_password(user_id uuid, password_hash text, kept uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into strict who from neon_auth."user" u where u.id = replace_password.user_id;
  perform neon_auth_internal.password_fact('', kept);
  update neon_auth.account a
  set password = password_hash
  where a."userId" = replace_password.user_id and a."providerId" = 'credential';
  if not found then
    perform neon_auth_internal.insert_credential(who.id, password_hash);
    perform neon_auth_internal.end_artefacts(who, 'replaced', kept);
  end if;
  perform neon_auth_internal.password_fact('');
  perform neon_auth_internal.forgive_attempts('password', who.email);
  perform neon_auth_internal.queue_mail('password-changed', who.email, null, null);
end
$$;
