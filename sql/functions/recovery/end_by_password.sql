-- end_by_password runs end_artefacts when a user's password is set, replaced or removed.
create function neon_auth_internal.end_by_password()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  said text := coalesce(current_setting('neon_auth.password_fact', true), '');
  who  neon_auth."user";
begin
  if said = 'rehashed' then
    return null;
  end if;
  select * into who from neon_auth."user" u where u.id = case tg_op when 'DELETE' then old."userId" else new."userId" end;
  if found then -- otherwise the user is being deleted
    perform neon_auth_internal.end_artefacts(
      who,
      case when tg_op = 'INSERT' then 'added' when said = 'changed' then 'changed' else 'replaced' end,
      nullif(current_setting('neon_auth.kept_session', true), '')::uuid);
  end if;
  return null;
end
$$;

create trigger end_by_new_password
after insert on neon_auth.account
for each row
when (new."providerId" = 'credential')
execute function neon_auth_internal.end_by_password();

create trigger end_by_password
after update of password, "providerId", "userId" on neon_auth.account
for each row
when ((new."providerId" = 'credential' or old."providerId" = 'credential') and (
  old.password is distinct from new.password or old."providerId" <> new."providerId" or old."userId" <> new."userId"))
execute function neon_auth_internal.end_by_password();

create trigger end_by_lost_password
after delete on neon_auth.account
for each row
when (old."providerId" = 'credential')
execute function neon_auth_internal.end_by_password();
