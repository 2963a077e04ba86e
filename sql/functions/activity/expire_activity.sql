-- expire_activity deletes up to batch rows of active_day that are older than activity.retentionDays, and returns their
-- number.
create function neon_auth_internal.expire_activity(batch integer)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  days    integer := (select neon_auth_internal.setting(c.options, '{activity,retentionDays}', 400) from neon_auth_internal.config c);
  deleted integer := 0;
begin
  if days > 0 then
    delete from neon_auth.active_day a
    using (
      select o.day, o."userId" from neon_auth.active_day o
      where o.day < (now() at time zone 'UTC')::date - days
      order by o.day, o."userId"
      limit greatest(batch, 0)
      for update skip locked) old
    where a.day = old.day and a."userId" = old."userId";
    get diagnostics deleted = row_count;
  end if;
  return deleted;
end
$$;
