create function neon_auth_api.add_key(public_key text, private_key text)
returns setof neon_auth_api.key_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into neon_auth.jwks ("publicKey", "privateKey", "createdAt")
  values (public_key, private_key, now())
  on conflict do nothing;
  return query select * from neon_auth_api.current_key();
end
$$;

comment on function neon_auth_api.add_key(text, text) is
  'Adds the first key of this branch: the public half as a JWK, the private half sealed. If another sidecar has '
  'already added one, that key stays. Returns the key that signs.';
