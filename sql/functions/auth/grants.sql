-- Every role may call the readers, and they run with the caller's rights, because they are inlined into queries. Only
-- security definer functions may call the seal.
grant usage on schema auth to public;
grant execute on all functions in schema auth to public;
revoke all on function auth.context_seal(bytea, text) from public;
grant select on neon_auth.policy_advice to pg_database_owner;
