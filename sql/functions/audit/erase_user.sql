create or replace function neon_auth.erase_user(user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who       neon_auth."user";
  addresses text[];
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.erase_user(%L)', user_id));
    return;
  end if;
  perform neon_auth_internal.lock_removal(erase_user.user_id);
  select * into who from neon_auth."user" u where u.id = erase_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  -- No row is sealed while this redacts rows.
  perform from neon_auth.audit_horizon for update;
  addresses := neon_auth_internal.known_addresses(who);

  perform neon_auth_internal.remove(
    'invitation', array(select i.id from neon_auth.invitation i where i.email = any (addresses)));
  delete from neon_auth.verification v
  where neon_auth_internal.mentions(concat_ws(' ', v.identifier, v.value), addresses)
    or starts_with(v.identifier, '2fa-otp-' || erase_user.user_id)
    or v.identifier = any (array(select a || '-request-password-reset' from unnest(addresses) a));
  delete from neon_auth.outbox o
  where o.recipient = any (addresses)
    or neon_auth_internal.mentions(o.facts::text, addresses)
    or exists (select from jsonb_each_text(o.facts) f where f.value = nullif(who.name, ''));
  delete from neon_auth.request_count c
  where neon_auth_internal.mentions(c.key, addresses) or strpos(c.key, erase_user.user_id::text) > 0
    or exists (select from unnest(addresses) a where strpos(c.key, neon_auth_internal.person_key(a)) > 0);
  delete from neon_auth.verified_token t where t.claims ->> 'sub' = erase_user.user_id::text;
  delete from neon_auth.refused_sign_in r where r."userId" = erase_user.user_id;
  delete from neon_auth.import_skipped s where s.email = any (addresses);
  perform neon_auth_internal.remove_user(erase_user.user_id);
  perform neon_auth_internal.redact_synced_users(array(
    select s.id from neon_auth.users_sync s
    where s.id = erase_user.user_id::text or neon_auth_internal.mentions(s.raw_json::text, addresses)
        and not exists (select from neon_auth."user" u where u.id::text = s.id)));
  delete from neon_auth.webhook_event e -- the deletion of the user may be one
  where e."user" ->> 'id' = erase_user.user_id::text
    or neon_auth_internal.mentions(concat_ws(' ', e."user", e.data), addresses);

  perform neon_auth_internal.redact_user(erase_user.user_id, addresses); -- last: the deletion itself is in the audit log
end
$$;

comment on function neon_auth.erase_user(uuid) is
  'Deletes the user and all personal data about them: invitations to them, codes, links, mails and events, and values '
  'and addresses in audit_log. Only the fact that something was done to that id, and when, remains there. A '
  'sign_up_rule that contains their address stays, because it belongs to the project. Raises NA404 for an unknown id.';
