-- count_write counts a request that changes something, once a transaction, and fails with TOO_MANY_WRITES when its writer,
-- a user or an unauthenticated client, has sent too many: else one writer could fill the disk with audit_log.
create function neon_auth_internal.count_write(writer uuid, address text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  rule    record;
  kind    text := case when writer is null then 'address' else 'user' end;
  counted integer;
  present timestamptz := clock_timestamp();
begin
  if current_setting('neon_auth.counted', true) = 'true' or not (select c.rate_limit from neon_auth_internal.config c) then
    return;
  end if;
  perform set_config('neon_auth.counted', 'true', true);
  if (select neon_auth_internal.is_admin(u.role) from neon_auth."user" u where u.id = writer) then
    kind := 'administrator';
  end if;
  for rule in
    select r.*, format('changes by %s in %s s', coalesce(writer::text, nullif(address, ''), 'unknown'), r.seconds) as key
    from neon_auth_internal.write_rule r
    where r.writer = kind
    order by r.seconds
  loop
    insert into neon_auth.request_count as c (key, count, since) values (rule.key, 1, present)
    on conflict (key) do update
    set
      count = case when c.since + make_interval(secs => rule.seconds) <= present then 1 else c.count + 1 end,
      since = case when c.since + make_interval(secs => rule.seconds) <= present then present else c.since end
    returning c.count into counted;
    if counted > rule.requests then
      perform neon_auth_internal.fail('TOO_MANY_WRITES');
    end if;
  end loop;
end
$$;
