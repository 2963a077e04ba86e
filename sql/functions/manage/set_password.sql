create or replace function neon_auth.set_password(user_id uuid, password_hash text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted('select neon_auth.set_password($1[1]::uuid, $1[2])', array[user_id::text, password_hash]);
    return;
  end if;
  if not neon_auth_internal.is_password_hash_acceptable(password_hash) then
    perform neon_auth_internal.fail('PASSWORD_HASH_REFUSED');
  end if;
  select * into who from neon_auth."user" u where u.id = set_password.user_id for key share;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;

  perform neon_auth_internal.password_fact('');
  update neon_auth.account a
  set password = password_hash
  where a."userId" = set_password.user_id and a."providerId" = 'credential';
  if not found then
    perform neon_auth_internal.insert_credential(set_password.user_id, password_hash);
    perform neon_auth_internal.end_artefacts(who, 'replaced');
  end if;
  perform neon_auth.revoke_sessions(set_password.user_id);
  perform neon_auth_internal.forgive_attempts('password', u.email) from neon_auth."user" u where u.id = set_password.user_id;
end
$$;

comment on function neon_auth.set_password(uuid, text) is
  'Sets the user''s password (a hash: Better Auth''s <salt>:<key>, or bcrypt, argon2, scrypt or PBKDF2 as PHC '
  'string). Ends all sessions and invalidates all mailed codes and links. Raises NA404 for an unknown id, NA422 for a '
  'hash that is malformed or costs too much.';
