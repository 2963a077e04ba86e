create or replace view neon_auth.user_overview
with (security_barrier)
as
select
  u.id,
  u.email,
  u.name,
  u."emailVerified",
  u.role,
  coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true) as "isBanned",
  u."createdAt",
  s."lastSignIn",
  coalesce(s.sessions, 0) as sessions,
  a.providers,
  o.organizations,
  coalesce(u."twoFactorEnabled", false) as "hasSecondFactor",
  (select count(*) from neon_auth.passkey p where p."userId" = u.id) as passkeys,
  coalesce(u."isAnonymous", false) as "isAnonymous"
from neon_auth."user" u
left join lateral (
  select
    max(s."createdAt") as "lastSignIn",
    count(*) filter (where s."expiresAt" > now() and g.branch = neon_auth.branch_identity()) as sessions
  from neon_auth.session s
  join neon_auth.session_origin g on g."sessionId" = s.id
  where s."userId" = u.id and s."impersonatedBy" is null
) s on true
left join lateral (
  select coalesce(array_agg(distinct a."providerId" order by a."providerId"), '{}') as providers
  from neon_auth.account a where a."userId" = u.id
) a on true
left join lateral (
  select coalesce(array_agg(o.slug || ': ' || m.role order by o.slug), '{}') as organizations
  from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = u.id
) o on true;

comment on view neon_auth.user_overview is
  'Users with their providers (credential is a password; {} means that they can only sign in by mail, or with passkeys), live sessions, '
  'the latest sign-in whose session still exists, and organizations with their role.';
