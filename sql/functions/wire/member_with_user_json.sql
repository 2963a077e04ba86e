-- member_with_user_json adds what members may see of each other.
create function neon_auth_internal.member_with_user_json(m neon_auth.member)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select neon_auth_internal.member_json(m) || jsonb_build_object('user', jsonb_build_object(
    'id', u.id,
    'name', u.name,
    'email', u.email,
    'image', u.image))
  from neon_auth."user" u
  where u.id = m."userId"
$$;
