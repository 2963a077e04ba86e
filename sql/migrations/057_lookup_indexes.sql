-- online
-- For the look-up of a session. A hash index is read at one page, a unique one at three or four, whose texts are compared by
-- the rules of the database's language. The unique ones stay for what they promise.
create index concurrently if not exists session_token_hash_idx on neon_auth.session using hash (token);
create index concurrently if not exists "session_origin_sessionId_hash_idx" on neon_auth.session_origin using hash ("sessionId");
create index concurrently if not exists user_id_hash_idx on neon_auth."user" using hash (id);
