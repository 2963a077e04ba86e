create function neon_auth_api.is_outbox_open()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth.outbox o where o.state = 'waiting' and o.branch = neon_auth.branch_identity())
$$;

comment on function neon_auth_api.is_outbox_open() is
  'Whether mail waits in this branch, due or not: as long as it does, the sidecar looks once a second.';
