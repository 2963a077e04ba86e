-- mail_passkey_change informs a user by mail when a passkey is added or removed, by the API or by SQL. It sends nothing
-- when the user is deleted or imported.
create function neon_auth_internal.mail_passkey_change()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('neon_auth.provider', true) is distinct from 'import' then
    perform neon_auth_internal.queue_mail(case tg_op when 'INSERT' then 'passkey-added' else 'passkey-removed' end, u.email, null, null)
    from neon_auth."user" u
    where u.id = (to_jsonb(coalesce(new, old)) ->> 'userId')::uuid;
  end if;
  return null;
end
$$;

create trigger mail_passkey_change
after insert or delete on neon_auth.passkey
for each row execute function neon_auth_internal.mail_passkey_change();
