create function neon_auth_api.prepare_create_user(token_hash text, email text, is_address boolean)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.require_permission(token_hash, 'user', 'create', 'CREATE_USER_NOT_ALLOWED');
  if not is_address then
    perform neon_auth_internal.fail('INVALID_EMAIL');
  elsif exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(prepare_create_user.email)
  ) then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
end
$$;

comment on function neon_auth_api.prepare_create_user(text, text, boolean) is
  'POST /admin/create-user, before the password is hashed. is_address: whether the sidecar accepts the text as an '
  'address. Fails with UNAUTHORIZED, CREATE_USER_NOT_ALLOWED, IMPERSONATING, INVALID_EMAIL, EMAIL_IS_TAKEN.';
