create or replace function neon_auth.list_limits()
returns table (key text, count integer, since timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select c.key, c.count, c.since from neon_auth.request_count c order by c.since desc, c.key
$$;

comment on function neon_auth.list_limits() is
  'Who has asked how often for what is limited: by address and path, and by whom mail would go to. Kept for an hour.';
