-- One row for each token of a live session. The result is typed and the function only reads, because this is the hot
-- path: several lookups share one call, and a lock here would block them all.
create view neon_auth_api.session_row as
select
  s.token as token_hash,
  s.id,
  s."expiresAt" as expires_at,
  s."createdAt" as created_at,
  s."updatedAt" as updated_at,
  s."ipAddress" as ip_address,
  s."userAgent" as user_agent,
  s."impersonatedBy" as impersonated_by,
  s."activeOrganizationId" as active_organization_id,
  o.remembered,
  u.id as user_id,
  u.name,
  u.email,
  u."emailVerified" as email_verified,
  u.image,
  u."createdAt" as user_created_at,
  u."updatedAt" as user_updated_at,
  u.role,
  u.banned,
  u."banReason" as ban_reason,
  u."banExpires" as ban_expires,
  false as is_due,
  false as is_expired,
  ''::text as config_version,
  g.slug as organization_slug,
  m.role as organization_role,
  o."activeTeamId" as active_team_id,
  u."twoFactorEnabled" as two_factor_enabled,
  ''::text as amr,
  o."authenticatedAt" as authenticated_at,
  o."secondFactorAt" as second_factor_at,
  u."isAnonymous" as is_anonymous,
  u.username,
  u."displayUsername" as display_username,
  u."lastLoginMethod" as last_login_method,
  u."phoneNumber" as phone_number,
  u."phoneNumberVerified" as phone_number_verified
from neon_auth.session s
join neon_auth.session_origin o on o."sessionId" = s.id
join neon_auth."user" u on u.id = s."userId"
left join neon_auth.organization g on g.id::text = s."activeOrganizationId"
left join neon_auth.member m on m."organizationId" = g.id and m."userId" = u.id;

create function neon_auth_api.get_sessions(branch text, token_hashes text[])
returns setof neon_auth_api.session_row
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select found.*
  -- config_version first, in the order in which an install locks, so that the two never deadlock. limit 1: the table is
  -- never analyzed, and a planner that expects thousands of rows chooses other plans.
  from (select c.version, c.prolong_before from neon_auth.config_version c limit 1) v
  -- Wrapped in a select, so that the planner does not see the number of tokens. Otherwise it would plan each call
  -- again, which takes ten times as long as the lookup.
  cross join unnest((select token_hashes)) t (hash)
  -- offset 0: each token is planned by itself. So every table is read by index, also by a plan that a connection has kept
  -- since the tables were empty.
  cross join lateral (
    select
      s.token, s.id, s."expiresAt", s."createdAt", s."updatedAt", s."ipAddress", s."userAgent",
      s."impersonatedBy", s."activeOrganizationId", o.remembered,
      u.id, u.name, u.email, u."emailVerified", u.image, u."createdAt", u."updatedAt", u.role,
      u.banned, u."banReason", case when isfinite(u."banExpires") then u."banExpires" end,
      o.remembered and s."expiresAt" <= now() + v.prolong_before,
      s."expiresAt" <= now(),
      v.version::text,
      -- Lookups for users with an active organization, and none for others.
      (select g.slug from neon_auth.organization g where g.id = m."organizationId"),
      m.role,
      o."activeTeamId",
      u."twoFactorEnabled",
      array_to_string(o.amr, ' '),
      o."authenticatedAt",
      o."secondFactorAt",
      u."isAnonymous",
      u.username,
      u."displayUsername",
      u."lastLoginMethod",
      u."phoneNumber",
      u."phoneNumberVerified"
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = get_sessions.branch
    join neon_auth."user" u on u.id = s."userId"
    -- Planned by itself, too: Postgres tests the first condition once, and reads no index if there is no active organization.
    left join lateral (
      select a."organizationId", a.role
      from neon_auth.member a
      where s."activeOrganizationId" is not null and a."userId" = s."userId" and a."organizationId" = auth.as_uuid(s."activeOrganizationId")
      offset 0
    ) m
      -- A value and not an exists, which Postgres may answer from a hash of all organizations.
      on o."secondFactorAt" is not null
        or (select g."requireTwoFactor" from neon_auth.organization g where g.id = m."organizationId") is not true
    where s.token = t.hash and not (coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true))
    offset 0
  ) found;
end
$$;

comment on function neon_auth_api.get_sessions(text, text[]) is
  'GET /get-session: returns sessions of this branch by the hex sha256 of their tokens, a row for each, without those of banned '
  'users. If is_due or is_expired, call refresh_session. organization_role: role in the active organization, null if '
  'the user is not a member, or it demands a second factor that the session has not proved.';
