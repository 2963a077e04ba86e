-- insert_passkey adds a passkey to a user. Returns null if any user has it already.
create function neon_auth_internal.insert_passkey(user_id uuid, credential jsonb, created_at timestamptz)
returns neon_auth.passkey
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made neon_auth.passkey;
begin
  insert into neon_auth.passkey
    (name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp", transports, "createdAt", aaguid)
  select
    c.name, c."publicKey", insert_passkey.user_id, c."credentialID", least(c.counter, 2147483647),
    c."deviceType", c."backedUp", c.transports, created_at, c.aaguid
  from jsonb_to_record(credential) c (
    name text, "publicKey" text, "credentialID" text, counter bigint, "deviceType" text, "backedUp" boolean, transports text, aaguid text)
  on conflict on constraint "passkey_credentialID_key" do nothing
  returning * into made;
  if made.id is not null then
    insert into neon_auth.passkey_state ("passkeyId", counter) values (made.id, (credential ->> 'counter')::bigint);
  end if;
  return made;
end
$$;
