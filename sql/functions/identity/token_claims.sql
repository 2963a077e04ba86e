-- token_claims returns the claims of a user's token. Like the reference, it gives every user the role that the Data API
-- runs as. It is plpgsql, because plpgsql caches its plan; a SQL function would be planned again in each transaction
-- that calls login.
create function neon_auth_internal.token_claims(u neon_auth."user")
returns json
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option neon_auth_internal.jwt_option;
  shown  json := json_build_object(
    'name', u.name,
    'email', u.email,
    'emailVerified', u."emailVerified",
    'image', u.image,
    'createdAt', neon_auth_internal.timestamp_text(u."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(u."updatedAt"),
    'role', 'authenticated',
    'banned', u.banned,
    'banReason', u."banReason",
    'banExpires', neon_auth_internal.timestamp_text(u."banExpires"),
    'id', u.id,
    'sub', u.id);
begin
  shown := (left(shown::text, -1) || neon_auth_internal.plugin_fields(u) || '}')::json;
  select * into strict option from neon_auth_internal.jwt_option;
  if option.claims <> '{}' or option.role <> 'authenticated' then
    shown := shown::jsonb || option.claims || jsonb_build_object('role', option.role);
  end if;
  return shown;
end
$$;
