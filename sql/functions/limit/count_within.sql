-- count_within counts something under a key and returns 0, or for how many seconds it is refused: above a number of
-- attempts within a number of seconds after the first. One statement decides and counts, so that concurrent attempts
-- cannot exceed the limit.
create function neon_auth_internal.count_within(key text, attempts integer, seconds integer)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  counted neon_auth.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
begin
  insert into neon_auth.request_count as c (key, count, since) values (count_within.key, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case
      when c.since + make_interval(secs => seconds) <= present then 1 else least(c.count, attempts) + 1 end,
    since = case when c.since + make_interval(secs => seconds) <= present then present else c.since end
  returning c.* into counted;
  return case
    when counted.count > attempts
      then greatest(ceil(extract(epoch from counted.since - present) + seconds)::integer, 1)
    else 0
  end;
end
$$;
