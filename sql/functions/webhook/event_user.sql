-- event_user returns a user as webhook events show it.
create function neon_auth_internal.event_user(u neon_auth."user")
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'id', u.id,
    'email', u.email,
    'name', u.name,
    'image', u.image,
    'email_verified', u."emailVerified",
    'created_at', neon_auth_internal.timestamp_text(u."createdAt"))
    || case when u."phoneNumber" is null then '{}' else jsonb_build_object(
      'phone_number', u."phoneNumber", 'phone_number_verified', coalesce(u."phoneNumberVerified", false)) end;
end
$$;
