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
