-- attempt_wait returns for how many seconds a further attempt is refused after a number of attempts, the last one at
-- `since`. The delay doubles with each attempt beyond the free ones.
create function neon_auth_internal.attempt_wait(
  rule neon_auth_internal.attempt_rule, free integer, counted integer, since timestamptz, present timestamptz)
returns integer
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when counted is null or counted < free then 0
    else greatest(0, ceil(
      extract(epoch from since - present)
      + least(rule.longest, rule.first * power(2, least(counted - free, 20)))))::integer
  end
$$;
