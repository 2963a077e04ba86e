-- online
-- Rules for sign-ups look for an invitation by its address, which apps may write in any spelling.
create index concurrently if not exists invitation_email_normal_idx
on neon_auth.invitation (lower(normalize(email, NFKC) collate "C")) where status = 'pending';
