-- count_sms counts a text message and returns 0, or for how many seconds it is refused (sms_rule): per client, number,
-- beginning of the number, country, and in total, so that nobody earns money by having messages sent. owner: the user
-- of the number, or null. A client at an address where they have signed in before is only limited by its own messages
-- and those to the number, so that others cannot keep a user from signing in. Callers raise a refusal: then nothing was
-- counted.
create function neon_auth_internal.count_sms(phone_number text, owner neon_auth."user")
returns integer
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  client text := coalesce(current_setting('neon_auth.ip_address', true), '');
  known  boolean;
  rule   record;
  wait   integer := 0;
begin
  if not (select c.rate_limit from neon_auth_internal.config c) then
    return 0;
  end if;
  known := owner.id is not null and neon_auth_internal.is_known_origin(owner.email);
  for rule in
    select r.messages, r.seconds, format('sms %s in %s s', case r.scope
        when 'client' then 'from ' || client
        when 'number' then 'to ' || count_sms.phone_number
        when 'prefix' then 'to numbers ' || left(count_sms.phone_number, 8)
        when 'country' then 'to country ' || neon_auth_internal.calling_code(count_sms.phone_number)
        else 'to all'
      end, r.seconds) as key
    from neon_auth_internal.sms_rule r
    where case r.scope when 'client' then client <> '' when 'number' then true else not known end
    order by r.position
  loop
    wait := greatest(wait, neon_auth_internal.count_within(rule.key, rule.messages, rule.seconds));
    exit when wait > 0;
  end loop;
  return wait;
end
$$;
