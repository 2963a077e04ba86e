create function neon_auth_api.get_event(id uuid)
returns setof neon_auth_api.event_row
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select r
  from neon_auth.webhook_event e, neon_auth_internal.event_row(e) r
  where e.id = get_event.id and e.branch = neon_auth.branch_identity()
$$;

comment on function neon_auth_api.get_event(uuid) is
  'Returns an event that the outbox delivers. Returns no row when it no longer exists.';
