-- count_attempt counts an attempt to prove who a user is, before it is verified, and returns 0. If the attempt is
-- refused, it does not count it and returns for how many seconds. It counts per client address, and the first of each
-- address in a total. So neither many guesses from one address nor one guess from each of many succeed, and one address
-- alone delays no other. A client at an address where the user has signed in before is only delayed by that address's
-- own attempts. Unknown subjects are counted in the same way. Attempts are forgotten after an hour without one.
--
-- How to use it: call count_attempt(purpose, subject) at the start of an attempt, in a transaction that commits even if
-- the attempt fails. If it returns seconds, call fail_later(seconds). If the attempt succeeds, call
-- pass_attempt(purpose, subject). After a proof in another way (a mailed code, a reset), call forgive_attempts. Backup
-- codes and phone numbers can use the same: purpose is a row of attempt_rule, subject the user's address or number.
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
    or current_setting('transaction_read_only')::boolean -- no session can be opened there
  then
    return 0;
  end if;
  select * into strict rule from neon_auth_internal.attempt_rule r where r.purpose = count_attempt.purpose;

  -- It locks the row, so that concurrent attempts are counted one after the other.
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
