-- count_use counts a request and returns 0, or for how many seconds it is refused: above a number of requests within a
-- minute after the first. Unknown addresses share a count if too many are being counted, so that they cannot fill the disk.
create or replace function neon_auth_management.count_use(key text, requests integer)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  counted neon_auth_management.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
  period  constant interval := interval '1 minute';
begin
  if not exists (select from neon_auth_management.request_count c where c.key = count_use.key) then
    delete from neon_auth_management.request_count c
    where c.key in (
      select o.key from neon_auth_management.request_count o
      where o.since < present - period order by o.since limit 100 for update skip locked);
    if (select count(*) from (select from neon_auth_management.request_count limit 10000) c) = 10000 then
      key := 'others';
    end if;
  end if;
  insert into neon_auth_management.request_count as c (key, count, since) values (count_use.key, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case when c.since + period <= present then 1 else least(c.count, requests) + 1 end,
    since = case when c.since + period <= present then present else c.since end
  returning c.* into counted;
  return case
    when counted.count > requests then greatest(ceil(extract(epoch from counted.since + period - present))::integer, 1)
    else 0
  end;
end
$$;
