-- passkey_json returns a passkey as its owner sees it.
create function neon_auth_internal.passkey_json(p neon_auth.passkey)
returns json
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object(
    'name', p.name,
    'publicKey', p."publicKey",
    'userId', p."userId",
    'credentialID', p."credentialID",
    'counter', p.counter,
    'deviceType', p."deviceType",
    'backedUp', p."backedUp",
    'transports', p.transports,
    'createdAt', neon_auth_internal.timestamp_text(p."createdAt"),
    'aaguid', p.aaguid,
    'id', p.id)
$$;
