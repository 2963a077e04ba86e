-- factor_context returns what a user's second factor is sealed for: this user, in this database and its copies. A sealed
-- secret that is copied to another user or another database cannot be opened there.
create function neon_auth_internal.factor_context(user_id uuid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(s.lineage || convert_to('two-factor ' || user_id, 'UTF8')), 'hex') from neon_auth.branch_seed s
$$;
