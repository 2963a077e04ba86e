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

-- passkey_descriptors returns a user's passkeys as the options of a ceremony list them: oldest first.
create function neon_auth_internal.passkey_descriptors(user_id uuid)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('id', p."credentialID", 'type', 'public-key')
      || case when p.transports is null then '{}' else jsonb_build_object('transports', string_to_array(p.transports, ',')) end
    order by p."createdAt", p.id), '[]')
  from neon_auth.passkey p
  where p."userId" = passkey_descriptors.user_id
$$;
