-- user_json returns a user as responses show it. twoFactorEnabled is shown if the project uses two-factor,
-- isAnonymous if it has anonymous users.
create function neon_auth_internal.user_json(u neon_auth."user")
returns json
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  shown json := json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', u.role,
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id);
begin
  if (select c.two_factor from neon_auth_internal.config c) then
    shown := (left(shown::text, -1) || ', "twoFactorEnabled" : ' || coalesce(u."twoFactorEnabled"::text, 'null') || '}')::json;
  end if;
  if (select c.anonymous from neon_auth_internal.config c) then
    shown := (left(shown::text, -1) || ', "isAnonymous" : ' || coalesce(u."isAnonymous"::text, 'null') || '}')::json;
  end if;
  return shown;
end
$$;
