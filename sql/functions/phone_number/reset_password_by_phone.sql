create function neon_auth_api.reset_password_by_phone(token_hash text, reset_hash text, password_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  used neon_auth.verification := neon_auth_internal.take_verification('phone-reset:' || reset_hash);
  own  neon_auth.session := neon_auth_internal.find_session(token_hash);
  who  neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(used.value);
  if who.id is null then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
  perform neon_auth_internal.replace_password(who.id, password_hash, own.id);
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.reset_password_by_phone(text, text, text) is
  'POST /phone-number/reset-password, after the password is hashed: sets the password, also of a user who had none, and '
  'ends the user''s sessions except the caller''s own, token_hash. Of concurrent calls only one succeeds; the others '
  'fail with INVALID_TOKEN.';
