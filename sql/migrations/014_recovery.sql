-- The session from which an impersonation was opened, which ends with it.
alter table neon_auth.session_origin add column "openedBy" uuid;

comment on column neon_auth.session_origin."openedBy" is 'of an impersonation: the administrator''s session it was opened from';

-- What was mailed to a user is found by the user: links that hold the id (a uuid as text), and magic links by their
-- address, of whose JSON only the beginning is read.
create index verification_user_idx on neon_auth.verification (value) where octet_length(value) = 36;
create index verification_magic_idx on neon_auth.verification
(lower(normalize(substring(value from '^\{"email" : "([^"\\]*)"'), NFKC) collate "C")) where value like '{"email" : "%';
