-- send_sms_code stores a code to sign in and sends it. Beyond a limit it fails with TOO_MANY_REQUESTS. user_id: the user
-- who has just proved their password, or null.
create function neon_auth_internal.send_sms_code(
  owner neon_auth."user", phone_number text, proof jsonb, user_id uuid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  lifetime constant interval := (select o.lifetime from neon_auth_internal.phone_option o);
  wait     integer := neon_auth_internal.count_sms(phone_number, owner);
begin
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  perform neon_auth_internal.queue_sms('sign-in', phone_number, owner, proof ->> 'sealedCode', lifetime, true);
  perform neon_auth_internal.put_verification(phone_number, concat_ws(':', proof ->> 'codeHash', '0', user_id), lifetime);
end
$$;
