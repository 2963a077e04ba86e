-- The type of the result of functions that store a secret, for sqlc. A secret reaches the database sealed, so these
-- functions are called twice: the first call returns what to seal it for. No role may select from this view.
--   context  what to seal the secret for. Empty: done
--   saved    the stored secret, if that is the one to seal again. Empty: the one in the request
--   body     the answer, once done
create view neon_auth_api.sealing_row as
select
  ''::text as context,
  ''::text as saved,
  '{}'::jsonb as body;
