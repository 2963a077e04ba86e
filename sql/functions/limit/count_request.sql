create function neon_auth_api.count_request(path text, address text, person text)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  rule    neon_auth_internal.limit_rule;
  counted neon_auth.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
begin
  select * into rule from neon_auth_internal.limit_rule r where path ~ r.paths order by r.position limit 1;
  if not found then
    return 0;
  end if;

  -- One statement decides and counts. A refused request sets the counter to one above the limit and extends nothing.
  insert into neon_auth.request_count as c (key, count, since) values (coalesce(nullif(address, ''), 'unknown') || ' ' || path, 1, present)
  on conflict on constraint request_count_pkey do update
  set
    count = case
      when c.since + make_interval(secs => rule.seconds) <= present then 1 else least(c.count, rule.attempts) + 1 end,
    since = case
      -- Better Auth's window starts at the last request that was allowed.
      when c.since + make_interval(secs => rule.seconds) <= present or c.count < rule.attempts then present
      else c.since
    end
  returning c.* into counted;

  return case
    when counted.count > rule.attempts
      then greatest(ceil(extract(epoch from counted.since - present) + rule.seconds)::integer, 1)
    else 0
  end;
end
$$;

comment on function neon_auth_api.count_request(text, text, text) is
  'Counts a request for a rate-limited path. Returns 0, or for how many seconds the client is refused. address may be '
  'empty: all such clients share a limit. person is ignored: a request never counts against an address that it names.';
