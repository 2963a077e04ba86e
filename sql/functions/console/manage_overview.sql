create function neon_auth_api.manage_overview(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'read');
  return jsonb_build_object(
    'users', (select jsonb_build_object(
      'total', coalesce(sum(c.users), 0),
      'verified', coalesce(sum(c.users) filter (where c."emailVerified"), 0),
      'banned', coalesce(sum(c.users) filter (where c.banned), 0)) from neon_auth.user_count c),
    'mail', jsonb_build_object( -- each uses an index of its own
      'waiting', (select count(*) from neon_auth.outbox o where o.state = 'waiting'),
      'failed', (select count(*) from neon_auth.outbox o where o.state = 'dead')),
    'key', (select jsonb_build_object('id', j.id, 'createdAt', j."createdAt")
      from neon_auth.jwks j where j.branch = neon_auth.branch_identity() and j."expiresAt" is null),
    'advice', (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from neon_auth.settings_advice a),
    'recent', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', u.id, 'name', u.name, 'email', u.email, 'createdAt', u."createdAt") order by u."createdAt" desc, u.id desc), '[]')
      from (select * from neon_auth."user" r order by r."createdAt" desc, r.id desc limit 5) u));
end
$$;

comment on function neon_auth_api.manage_overview(bytea) is
  'GET /console/db/NAME/: users, mail, the signing key, and settings that need attention. Fails if the key '
  'with that hash may not read.';
