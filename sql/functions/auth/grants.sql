-- Readers are everybody's, and what they are planned into runs with the caller's rights. The seal
-- is the definers'.
grant usage on schema auth to public;
grant execute on all functions in schema auth to public;
revoke all on function auth.context_seal(bytea, text) from public;
grant select on neon_auth.policy_advice to pg_database_owner;
