-- end_by_user runs end_artefacts for a change of the user, which the trigger's argument names. It informs the old
-- address by mail when the address has changed.
create function neon_auth_internal.end_by_user()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_argv[0] = 'email' then
    perform neon_auth_internal.queue_mail('email-changed', old.email, null, null, reader => old.id);
  elsif tg_argv[0] = 'removed' then
    -- Pending invitations for the user end too: they were not meant for the next holder of the address.
    update neon_auth.invitation i set status = 'canceled' where i.email = old.email and i.status = 'pending';
  end if;
  perform neon_auth_internal.end_artefacts(old, tg_argv[0]);
  return null;
end
$$;

create trigger end_by_email
after update of email on neon_auth."user"
for each row
when (lower(normalize(old.email, NFKC) collate "C") <> lower(normalize(new.email, NFKC) collate "C"))
execute function neon_auth_internal.end_by_user('email');

create trigger end_by_ban
after update of banned, "banExpires" on neon_auth."user"
for each row
when (new.banned and coalesce(new."banExpires" > now(), true) and (old.banned is distinct from true or old."banExpires" is distinct from new."banExpires"))
execute function neon_auth_internal.end_by_user('banned');

create trigger end_by_unban
after update of banned on neon_auth."user"
for each row
when (old.banned and new.banned is distinct from true)
execute function neon_auth_internal.end_by_user('unbanned');

create trigger end_by_demotion
after update of role on neon_auth."user"
for each row
when ('admin' = any (string_to_array(old.role, ',')) and ('admin' = any (string_to_array(new.role, ','))) is not true)
execute function neon_auth_internal.end_by_user('demoted');

create trigger end_by_removal
after delete on neon_auth."user"
for each row
execute function neon_auth_internal.end_by_user('removed');
