create function neon_auth_api.prepare_sign_up(email text, password_length integer, fields jsonb)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.check_sign_up(email, password_length, fields);
  select neon_auth_internal.require_answer(fields ->> 'name', email, fields ->> 'image', false, 'credential')
$$;

comment on function neon_auth_api.prepare_sign_up(text, integer, jsonb) is
  'POST /sign-up/email, before the password is hashed. password_length: in UTF-16 units. fields: the body. Fails with '
  'SIGN_UP_DISABLED, INVALID_PASSWORD, PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG, USER_ALREADY_EXISTS, FIELD_NOT_ALLOWED, '
  'WEBHOOK_NOT_ASKED.';
