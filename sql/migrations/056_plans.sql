-- online
-- All invitations of a user are found when the user is deleted, not only the pending ones.
create index concurrently if not exists invitation_inviter_idx on neon_auth.invitation ("inviterId");
-- The console lists mails and events newest first.
create index concurrently if not exists "outbox_createdAt_idx" on neon_auth.outbox ("createdAt", id);
