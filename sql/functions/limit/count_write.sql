-- count_write counts a request that changes data, once per transaction. It fails with TOO_MANY_REQUESTS when its
-- writer, a user, a client without a session or a management key's client, has sent too many. Without this limit one writer could fill the disk
-- with audit_log.
create function neon_auth_internal.count_write(writer uuid, address text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  rule record;
  wait integer := 0;
  kind text := case when writer is null then 'address' else 'user' end;
begin
  if writer is null and coalesce(current_setting('neon_auth.request_id', true), '') = '' then
    return; -- no request: the sidecar is cleaning up
  end if;
  if current_setting('neon_auth.counted', true) = 'true' or not (select c.rate_limit from neon_auth_internal.config c) then
    return;
  end if;
  perform set_config('neon_auth.counted', 'true', true);
  if current_setting('neon_auth.management_key', true) <> ''
    or (select neon_auth_internal.is_admin(u.role) from neon_auth."user" u where u.id = writer)
  then
    kind := 'administrator';
  end if;
  for rule in
    select r.*, format('changes by %s in %s s', coalesce(count_write.writer::text, nullif(address, ''), 'unknown'), r.seconds) as key
    from neon_auth_internal.write_rule r
    where r.writer = kind
    order by r.seconds
  loop
    wait := greatest(wait, neon_auth_internal.count_within(rule.key, rule.requests, rule.seconds));
  end loop;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
end
$$;
