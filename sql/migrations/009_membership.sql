-- Nobody is a member of one organization twice. Rows from before, which only hand-written SQL can have made,
-- lose their later copies.
delete from neon_auth.member later
using neon_auth.member earlier
where earlier."organizationId" = later."organizationId"
  and earlier."userId" = later."userId"
  and (earlier."createdAt", earlier.id) < (later."createdAt", later.id);

create unique index "member_organizationId_userId_key" on neon_auth.member ("organizationId", "userId");
