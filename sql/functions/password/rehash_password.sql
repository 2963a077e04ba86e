create function neon_auth_api.rehash_password(user_id uuid, verified_hash text, new_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.password_fact('rehashed');
  -- Compared in the statement that writes: the password may have been replaced since it was verified.
  update neon_auth.account a
  set password = new_hash
  where a."userId" = rehash_password.user_id and a."providerId" = 'credential' and a.password = verified_hash;
  perform neon_auth_internal.password_fact('');
end
$$;

comment on function neon_auth_api.rehash_password(uuid, text, text) is
  'POST /sign-in/email with a password in another hash format: stores it in neonauth''s own format if verified_hash '
  'is still the stored hash.';
