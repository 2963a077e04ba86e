create function neon_auth_api.start_password_link(delivery uuid, attempt integer, reset_hash text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  who := neon_auth_internal.find_user((
    select o.recipient
    from neon_auth.outbox o
    where o.id = delivery and o.attempts = attempt and o.kind = 'set-password-link' and o.state = 'waiting'
      and o.branch = neon_auth.branch_identity()
    for update));
  if who.id is null then
    return false;
  end if;
  perform neon_auth_internal.end_reset_links(who.id);
  perform neon_auth_internal.put_verification('reset-password:' || reset_hash, who.id::text, interval '1 day');
  return true;
end
$$;

comment on function neon_auth_api.start_password_link(uuid, integer, text) is
  'Called before a mail of send_password_link is sent: stores the sha256 of the token that the sidecar has generated '
  'for it, replacing an earlier one. Returns false when another attempt sends the mail now, or the user does not '
  'exist.';
