-- lock_config returns the row of project_config as jsonb, locked until the transaction ends, so that concurrent changes
-- of different settings all survive. It creates the row if it is missing.
create function neon_auth_internal.lock_config()
returns jsonb
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  stored jsonb;
begin
  select to_jsonb(c) into stored
  from neon_auth.project_config c order by c.created_at, c.id limit 1 for no key update;
  if not found then
    insert into neon_auth.project_config as c (name, endpoint_id, trusted_origins, social_providers, allow_localhost)
    values (current_database(), neon_auth.branch_identity(), '[]', '[]', true)
    returning to_jsonb(c) into stored;
  end if;
  return stored;
end
$$;
