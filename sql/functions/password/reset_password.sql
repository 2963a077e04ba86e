create function neon_auth_api.reset_password(token_hash text, reset_hash text, password_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  used neon_auth.verification := neon_auth_internal.take_verification('reset-password:' || reset_hash);
  own  neon_auth.session := neon_auth_internal.find_session(token_hash);
  who  neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = auth.as_uuid(used.value);
  if who.id is null then
    perform neon_auth_internal.fail('INVALID_TOKEN');
  end if;
  perform neon_auth_internal.end_planted_accounts(who.id);
  perform neon_auth_internal.replace_password(who.id, password_hash, own.id);
  return json_build_object('status', true);
end
$$;

comment on function neon_auth_api.reset_password(text, text, text) is
  'POST /reset-password, after the password is hashed: consumes the link, replaces the password and ends the user''s '
  'sessions except the caller''s own, token_hash. Of concurrent calls only one succeeds; the others fail with '
  'INVALID_TOKEN.';
