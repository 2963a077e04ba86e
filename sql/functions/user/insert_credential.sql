-- insert_credential adds a password to a user without one.
create function neon_auth_internal.insert_credential(user_id uuid, password_hash text)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt")
  values (user_id::text, 'credential', user_id, password_hash, now())
$$;
