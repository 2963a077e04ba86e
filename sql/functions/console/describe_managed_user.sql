-- describe_managed_user returns a user with accounts, passkeys, the latest sessions, organizations, and the latest changes. Fails
-- with USER_NOT_FOUND.
create function neon_auth_internal.describe_managed_user(user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = describe_managed_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return jsonb_build_object(
    'user', neon_auth_internal.managed_user_json(who),
    'username', coalesce(who.username, ''),
    'hasUsernames', (select o.enabled from neon_auth_internal.username_option o) or who.username is not null,
    'phoneNumber', who."phoneNumber",
    'phoneNumberVerified', coalesce(who."phoneNumberVerified", false),
    'hasSecondFactor', coalesce(who."twoFactorEnabled", false),
    'isAnonymous', coalesce(who."isAnonymous", false),
    'accounts', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', a.id, 'provider', a."providerId", 'account', a."accountId", 'createdAt', a."createdAt") order by a."createdAt"), '[]')
      from neon_auth.account a where a."userId" = who.id),
    'passkeys', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'name', p.name, 'createdAt', p."createdAt", 'backedUp', p."backedUp", 'lastUsedAt', s."lastUsedAt") order by p."createdAt"), '[]')
      from neon_auth.passkey p left join neon_auth.passkey_state s on s."passkeyId" = p.id where p."userId" = who.id),
    'sessions', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s."updatedAt" desc), '[]')
      from (
        select o.id, o."createdAt", o."updatedAt", o."expiresAt", o."ipAddress", o."userAgent", o."impersonatedBy", o.state
        from neon_auth.session_overview o where o."userId" = who.id order by o."updatedAt" desc limit 50) s),
    'organizations', (
      select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'slug', o.slug, 'role', m.role) order by o.name), '[]')
      from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = who.id),
    'audit', (
      select coalesce(jsonb_agg(to_jsonb(l) order by l.at desc, l.id desc), '[]')
      from (
        select l.id, l.at, l.entity, l.action, l."databaseRole", l."managementKey", l."ipAddress", l.before, l.after,
          coalesce((select u.email from neon_auth."user" u where u.id = l."actorId"), l."actorId"::text) as actor
        from neon_auth.audit_log l where l."userId" = who.id order by l.at desc, l.id desc limit 30) l));
end
$$;
