create or replace view neon_auth.invitation_overview
with (security_barrier)
as
select
  i.id,
  o.slug as organization,
  i.email,
  i.role,
  u.email as inviter,
  i."createdAt",
  i."expiresAt",
  case when i.status = 'pending' and i."expiresAt" <= now() then 'expired' else i.status end as state,
  (select t."emailVerified" from neon_auth."user" t
   where lower(normalize(t.email, NFKC) collate "C") = lower(normalize(i.email, NFKC) collate "C")) as "isVerifiedUser"
from neon_auth.invitation i
join neon_auth.organization o on o.id = i."organizationId"
join neon_auth."user" u on u.id = i."inviterId";

comment on view neon_auth.invitation_overview is
  'Invitations with organization and inviter. state: pending, accepted, rejected, canceled, or expired. '
  'isVerifiedUser: null when no user has the address, false when the user must verify it first.';
