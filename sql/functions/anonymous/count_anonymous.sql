-- count_anonymous counts a new anonymous user against the limits of the client's address, and of all clients. Fails with
-- TOO_MANY_REQUESTS. A client has a whole network of IPv6 addresses: /64.
create function neon_auth_internal.count_anonymous()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  option  neon_auth_internal.anonymous_option;
  address text := coalesce(nullif(current_setting('neon_auth.ip_address', true), ''), 'unknown');
  wait    integer := 0;
begin
  if not (select c.rate_limit from neon_auth_internal.config c) then
    return;
  end if;
  select * into strict option from neon_auth_internal.anonymous_option;
  if address like '%:%' and address ~ '^[0-9A-Fa-f:.]+$' then
    address := network(set_masklen(address::inet, 64))::text;
  end if;
  if option.hourly_limit > 0 then
    wait := neon_auth_internal.count_within('anonymous users of ' || address, option.hourly_limit, 3600);
  end if;
  if wait = 0 and option.total_hourly_limit > 0 then
    wait := neon_auth_internal.count_within('anonymous users', option.total_hourly_limit, 3600);
  end if;
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
end
$$;
