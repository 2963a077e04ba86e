-- There is only one function of this name, because an overload would make most calls ambiguous.
drop function if exists neon_auth.create_user(text, text, text, boolean, text, text);

create or replace function neon_auth.create_user(
  email          text,
  name           text default '',
  password_hash  text default null,
  email_verified boolean default false,
  role           text default 'user',
  image          text default null,
  send_link      boolean default false,
  redirect_to    text default null)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  made  neon_auth."user";
  roles text[];
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(
      'select neon_auth.create_user($1[1], $1[2], $1[3], $1[4]::boolean, $1[5], $1[6], $1[7]::boolean, $1[8])',
      array[email, name, password_hash, email_verified::text, role, image, send_link::text, redirect_to])::uuid;
  end if;
  if not neon_auth_internal.is_password_hash_acceptable(password_hash) and password_hash is not null then
    perform neon_auth_internal.fail('PASSWORD_HASH_REFUSED');
  end if;
  roles := neon_auth_internal.check_role(create_user.role);
  made := neon_auth_internal.insert_user(name, email, image, email_verified, array_to_string(roles, ','), null);
  if password_hash is not null then
    perform neon_auth_internal.insert_credential(made.id, password_hash);
  end if;
  if send_link then
    perform neon_auth.send_password_link(made.id, redirect_to);
  end if;
  return made.id;
end
$$;

comment on function neon_auth.create_user(text, text, text, boolean, text, text, boolean, text) is
  'Creates a user in the current transaction and returns the id. password_hash is Better Auth''s <salt>:<key>, or '
  'bcrypt, argon2, scrypt or PBKDF2 as PHC string, or null. send_link mails a link to set a password, as '
  'send_password_link(id, redirect_to) does. Raises NA400 for an invalid address, NA422 when the address is taken in '
  'any spelling, or when the hash is malformed or costs too much, 22023 for a malformed role and for a redirect_to that is '
  'not trusted. Warns of other roles than admin and user.';
