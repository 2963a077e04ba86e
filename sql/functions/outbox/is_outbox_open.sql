create function neon_auth_api.is_outbox_open()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth.outbox o
    where o.state = 'waiting' and o.branch = neon_auth.branch_identity()
      and neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound())))
$$;

comment on function neon_auth_api.is_outbox_open() is
  'Whether mail is queued in this branch, due or not, that the branch does not hold. If so, the sidecar polls once a second.';
