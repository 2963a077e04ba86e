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
  'Counters of rate limits: requests by client and path, mails by recipient, and attempts to sign in with a password '
  'or code by user, per client and in total. Kept for an hour.';
