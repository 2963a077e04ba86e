create or replace view neon_auth.session_overview
with (security_barrier)
as
select
  s.id,
  u.email,
  s."userId",
  s."createdAt",
  s."updatedAt",
  s."expiresAt",
  s."ipAddress",
  s."userAgent",
  s."impersonatedBy",
  case
    when o.branch <> neon_auth.branch_identity() then 'of another branch'
    when s."expiresAt" <= now() then 'expired'
    when coalesce(u.banned, false) and coalesce(u."banExpires" > now(), true) then 'banned'
    else 'live'
  end as state,
  o.amr,
  o."authenticatedAt",
  o."secondFactorAt"
from neon_auth.session s
join neon_auth.session_origin o on o."sessionId" = s.id
join neon_auth."user" u on u.id = s."userId";

comment on view neon_auth.session_overview is
  'Who is signed in, from where, until when. state: why a session is not valid. amr: how the user '
  'proved who they are. To end a session: delete from '
  'neon_auth.session where id = …';
