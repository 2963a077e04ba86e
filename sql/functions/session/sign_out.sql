create function neon_auth_api.sign_out(token_hash text, device_hashes text[] default '{}')
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.remove('session', array(
    select s.id from neon_auth.session s where s.token = token_hash
    union
    select s.id
    from neon_auth.session s
    join neon_auth.session_origin o on o."sessionId" = s.id and o.branch = neon_auth.branch_identity()
    where s.token = any (device_hashes)));
  return json_build_object('success', true);
end
$$;

comment on function neon_auth_api.sign_out(text, text[]) is
  'POST /sign-out: ends the session with the given token hash, if it exists. The hash may be null. device_hashes: of the '
  'other sessions that the browser keeps.';
