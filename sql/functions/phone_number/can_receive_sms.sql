-- can_receive_sms reports whether a code can be sent to a number.
create function neon_auth_internal.can_receive_sms(phone_number text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.may_send_sms() and neon_auth_internal.is_phone_number(can_receive_sms.phone_number)
    and (o.countries = '{}' or neon_auth_internal.calling_code(can_receive_sms.phone_number) = any (o.countries))
  from neon_auth_internal.phone_option o
$$;
