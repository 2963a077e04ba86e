-- advance_passkey stores the counter of an authenticator after a right signature, and returns true. If the counter has
-- not advanced, a copy of the passkey may be in use: it stores nothing, warns the user by mail, records it in audit_log,
-- and returns false. Authenticators without a counter always say 0.
create function neon_auth_internal.advance_passkey(used neon_auth.passkey, counter bigint, is_backed_up boolean)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  last constant bigint := coalesce((
    select s.counter from neon_auth.passkey_state s where s."passkeyId" = used.id), used.counter);
begin
  if (last > 0 or advance_passkey.counter > 0) and advance_passkey.counter <= last then
    perform neon_auth_internal.queue_mail('passkey-copied', u.email, null, null)
    from neon_auth."user" u where u.id = used."userId";
    insert into neon_auth.audit_log (entity, action, target, "userId", "ipAddress", "userAgent", before, after)
    values (
      'passkey', 'counter', used.id::text, used."userId",
      left(nullif(current_setting('neon_auth.ip_address', true), ''), 64),
      left(nullif(current_setting('neon_auth.user_agent', true), ''), 256),
      jsonb_build_object('counter', last), jsonb_build_object('counter', advance_passkey.counter));
    return false;
  end if;
  insert into neon_auth.passkey_state as s ("passkeyId", counter, "lastUsedAt") values (used.id, advance_passkey.counter, now())
  on conflict on constraint passkey_state_pkey do update set counter = excluded.counter, "lastUsedAt" = now();
  update neon_auth.passkey p
  set counter = least(advance_passkey.counter, 2147483647), "backedUp" = is_backed_up
  where p.id = used.id
    and (p.counter, p."backedUp") is distinct from (least(advance_passkey.counter, 2147483647)::integer, is_backed_up);
  return true;
end
$$;
