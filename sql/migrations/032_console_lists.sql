-- online
-- The console lists users newest first or by address, also those of a state. Without these indexes it would read most users
-- to find the page of a state that only old ones have.
create index concurrently if not exists "user_banned_createdAt_idx" on neon_auth."user" ("createdAt", id) where banned;
create index concurrently if not exists user_banned_email_idx on neon_auth."user" (email, id) where banned;
create index concurrently if not exists "user_emailVerified_createdAt_idx" on neon_auth."user" ("emailVerified", "createdAt", id);
