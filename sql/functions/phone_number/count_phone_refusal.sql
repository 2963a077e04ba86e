create function neon_auth_api.count_phone_refusal(phone_number text)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_api.count_refusal((neon_auth_internal.find_phone(phone_number)).email)
$$;

comment on function neon_auth_api.count_phone_refusal(text) is
  'POST /sign-in/phone-number, after a wrong password or an unknown number: counts the refusal, as count_refusal.';
