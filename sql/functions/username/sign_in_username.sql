create function neon_auth_api.sign_in_username(
  user_id uuid, verified_hash text, token_hash text, remember boolean, proof jsonb default '{}')
returns table (failure text, body json)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    s.failure,
    case when s.body ->> 'token' is null then s.body
      else json_build_object('token', s.body -> 'token', 'user', s.body -> 'user') end
  from neon_auth_api.sign_in_email(
    user_id, verified_hash, token_hash, remember, null, proof, refusal => 'INVALID_USERNAME_OR_PASSWORD') s
$$;

comment on function neon_auth_api.sign_in_username(uuid, text, text, boolean, jsonb) is
  'POST /sign-in/username, second step: as sign_in_email, with the response to a sign-in by username. Fails with '
  'INVALID_USERNAME_OR_PASSWORD, BANNED_USER.';
