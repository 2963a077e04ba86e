create function neon_auth_api.count_request(path text, address text, person text)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  rule    record;
  counted neon_auth.request_count;
  present timestamptz := clock_timestamp(); -- not now(): others may have counted since this transaction began
  wait    integer := 0;
begin
  for rule in
    select distinct on (r.subject)
      r.*,
      case r.subject
        when 'address' then coalesce(nullif(address, ''), 'unknown') || ' ' || path
        else 'mail to ' || left(neon_auth_internal.normalize_email(person), 320)
      end as key
    from neon_auth_internal.limit_rule r
    where path ~ r.paths and (r.subject = 'address' or person <> '')
    order by r.subject, r.position
  loop
    -- One statement decides and counts. A refused request is remembered by one too many and prolongs nothing.
    insert into neon_auth.request_count as c (key, count, since) values (rule.key, 1, present)
    on conflict (key) do update
    set
      count = case when c.since + make_interval(secs => rule.seconds) <= present then 1 else least(c.count, rule.attempts) + 1 end,
      since = case
        when c.since + make_interval(secs => rule.seconds) <= present then present
        -- Better Auth counts from the last request that was let through; a person's hour begins with the first.
        when rule.subject = 'address' and c.count < rule.attempts then present
        else c.since
      end
    returning c.* into counted;

    if counted.count > rule.attempts then
      wait := greatest(wait, ceil(extract(epoch from counted.since - present) + rule.seconds)::integer, 1);
    end if;
  end loop;
  return wait;
end
$$;

comment on function neon_auth_api.count_request(text, text, text) is
  'Counts a request for a limited path, and gives 0, or for how many seconds the caller is refused. An empty '
  'address is limited as one client. person (an email address) may be empty, and is not limited then. The answer is the same for people who are no users.';
