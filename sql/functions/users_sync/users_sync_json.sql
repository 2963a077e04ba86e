-- users_sync_json returns a user in the form of Stack Auth's API, for users_sync. Values that are too long for it are cut
-- or left out, and so is a date outside all calendars: a change of a user never fails because of its copy.
create function neon_auth_internal.users_sync_json(u neon_auth."user")
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'id', u.id,
    'display_name', nullif(left(u.name, 2000), ''),
    'primary_email', left(u.email, 255),
    'primary_email_verified', u."emailVerified",
    'profile_image_url', case when octet_length(u.image) <= 131072 then u.image end,
    'signed_up_at_millis', case
      when u."createdAt" between '0001-01-01 00:00:00Z' and '9999-12-31 00:00:00Z'
      then trunc(extract(epoch from u."createdAt") * 1000)::bigint end)
$$;
