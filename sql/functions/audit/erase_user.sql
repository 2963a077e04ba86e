create or replace function neon_auth.erase_user(user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  address text := (select u.email from neon_auth."user" u where u.id = erase_user.user_id);
begin
  if address is null then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  delete from neon_auth.invitation i where i.email = address;
  delete from neon_auth.verification v where strpos(v.identifier, address) > 0;
  delete from neon_auth.outbox o where o.recipient = address;
  delete from neon_auth.webhook_event e
  where e."user" ->> 'email' = address or e."user" ->> 'id' = erase_user.user_id::text;
  delete from neon_auth.refused_sign_in r where r."userId" = erase_user.user_id;
  delete from neon_auth.import_skipped s where s.email = neon_auth_internal.normalize_email(address);
  perform neon_auth_internal.remove_user(erase_user.user_id);

  -- What happened stays, without what it says about him; last, for the removal itself is in it.
  update neon_auth.audit_log l
  set before = null, after = null, "ipAddress" = null, "userAgent" = null
  where l."userId" = erase_user.user_id;
  update neon_auth.audit_log l
  set "ipAddress" = null, "userAgent" = null
  where l."actorId" = erase_user.user_id;
  update neon_auth.audit_log l
  set before = l.before - 'email', after = l.after - 'email'
  where l.entity = 'invitation' and address in (l.before ->> 'email', l.after ->> 'email');
end
$$;

comment on function neon_auth.erase_user(uuid) is
  'Removes the user and all personal data about him: invitations to him, codes, links, mails and events, and in audit_log '
  'values and addresses; there only that something was done to that id, and when, remains. Raises NA404 for an unknown id.';
