-- remove_passkeys removes all passkeys of a user.
create function neon_auth_internal.remove_passkeys(user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from neon_auth.passkey p where p."userId" = remove_passkeys.user_id
$$;
