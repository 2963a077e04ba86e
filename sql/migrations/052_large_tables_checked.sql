-- online
-- Days of users who were deleted while they were filled.
delete from neon_auth.active_day a where not exists (select from neon_auth."user" u where u.id = a."userId");
alter table neon_auth.active_day validate constraint "active_day_userId_fkey";
