-- project_id returns the id of the project: the cluster.
create or replace function neon_auth_management.project_id()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'neonauth-' || left(encode(sha256(convert_to(neon_auth_management.place(), 'UTF8')), 'hex'), 16)
$$;
