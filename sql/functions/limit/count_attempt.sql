-- count_attempt counts an attempt to prove who a user is, before it is verified, and returns 0; or without counting it,
-- for how many seconds it is refused. It counts for the caller's address, and once for each address for all of them
-- together, so that neither many guesses from one nor one from each of many are tried, and that one address alone
-- delays no other. A caller at an address where the user has signed in before is only delayed by that address's own
-- attempts. An unknown subject is counted alike. Attempts are forgotten after an hour without one.
--
-- How to use it: call count_attempt(purpose, subject) where the attempt begins, in a transaction that commits even if
-- it fails; if it returns seconds, fail_later(seconds). When the proof is right, pass_attempt(purpose, subject). A proof
-- by other means (a mailed code, a reset) calls forgive_attempts. Backup codes and phone numbers can do the same:
-- purpose is a row of attempt_rule, subject the user's email address or the number.
create function neon_auth_internal.count_attempt(purpose text, subject text)
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  rule    neon_auth_internal.attempt_rule;
  person  text := coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
  all_key text := purpose || ' for ' || person;
  own_key text := all_key || ' from ' || coalesce(current_setting('neon_auth.ip_address', true), '');
  all_of  neon_auth.request_count;
  own     neon_auth.request_count;
  present timestamptz;
  wait    integer;
begin
  if not (select c.rate_limit from neon_auth_internal.config c)
    or current_setting('transaction_read_only')::boolean -- nothing opens a session there
  then
    return 0;
  end if;
  select * into strict rule from neon_auth_internal.attempt_rule r where r.purpose = count_attempt.purpose;

  -- It locks the row, so that attempts at once are counted one after the other.
  insert into neon_auth.request_count as c (key, count, since) values (all_key, 0, clock_timestamp())
  on conflict on constraint request_count_pkey do update
  set count = case when c.since + interval '1 hour' <= clock_timestamp() then 0 else c.count end
  returning c.* into all_of;
  present := clock_timestamp();
  select * into own from neon_auth.request_count c where c.key = own_key and c.since + interval '1 hour' > present;

  wait := neon_auth_internal.attempt_wait(rule, rule.free, own.count, own.since, present);
  if wait = 0 then
    wait := neon_auth_internal.attempt_wait(rule, rule.clients, all_of.count, all_of.since, present);
    if wait > 0 and neon_auth_internal.is_known_origin(person) then
      wait := 0;
    end if;
  end if;
  if wait > 0 then
    return wait;
  end if;

  insert into neon_auth.request_count as c (key, count, since) values (own_key, 1, present)
  on conflict on constraint request_count_pkey do update
  set count = coalesce(own.count, 0) + 1, since = present;
  update neon_auth.request_count c
  set count = c.count + case when own.key is null then 1 else 0 end, since = present
  where c.key = all_key;
  return 0;
end
$$;
