-- replace_password gives a user another password, once he or an administrator may: his other sessions, reset links and
-- codes end, and he is told by mail. kept is a session of his that stays, or null.
create function neon_auth_internal.replace_password(user_id uuid, password_hash text, kept uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  update neon_auth.account a
  set password = password_hash
  where a."userId" = replace_password.user_id and a."providerId" = 'credential';
  if not found then
    perform neon_auth_internal.insert_credential(replace_password.user_id, password_hash);
  end if;

  select * into strict who from neon_auth."user" u where u.id = replace_password.user_id;
  delete from neon_auth.session s where s."userId" = who.id and s.id is distinct from kept;
  perform neon_auth_internal.end_reset_links(who.id);
  delete from neon_auth.verification v
  where v.identifier = neon_auth_internal.code_identifier('forget-password', who.email);
  perform neon_auth_internal.queue_mail('password-changed', who.email, null, null);
end
$$;
