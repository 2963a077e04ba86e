create function neon_auth_api.peek_outbox()
returns table (is_open boolean, sealed text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(*) > 0, coalesce(max(w.sealed), '')
  from (
    select o.sealed
    from neon_auth.outbox o
    where o.state = 'waiting' and o.branch = neon_auth.branch_identity()
      and neon_auth_internal.is_sent(o.kind, (select neon_auth_internal.outbound()))
    order by o.sealed is null
    limit 1) w
$$;

comment on function neon_auth_api.peek_outbox() is
  'Whether mail is queued in this branch that it does not hold, and the sealed code or link of one such mail (empty: none has one). A '
  'sidecar that found the database by itself uses it to check that the mail is its own.';
