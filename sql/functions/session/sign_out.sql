create function neon_auth_api.sign_out(token_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove(
    'session', array(select s.id from neon_auth.session s where s.token = token_hash));
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.sign_out(text) is
  'POST /sign-out: ends the session with the given token hash, if it exists. The hash may be null.';
