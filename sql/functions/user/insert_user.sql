-- insert_user makes a user whom the sign-up rules allow, or fails with USER_ALREADY_EXISTS: the unique indexes decide, and an app's
-- own unique_violation in a trigger is not taken for ours.
create function neon_auth_internal.insert_user(
  name text, email text, image text, email_verified boolean, role text)
returns neon_auth."user"
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  made neon_auth."user";
begin
  perform neon_auth_internal.check_sign_up_rules(insert_user.email);
  insert into neon_auth."user" as u (name, email, image, "emailVerified", role, banned)
  values (
    insert_user.name,
    neon_auth_internal.normalize_email(insert_user.email),
    insert_user.image,
    insert_user.email_verified,
    insert_user.role,
    false)
  on conflict do nothing
  returning u.* into made;

  if made.id is null then
    perform neon_auth_internal.fail('USER_ALREADY_EXISTS');
  end if;
  return made;
end
$$;
