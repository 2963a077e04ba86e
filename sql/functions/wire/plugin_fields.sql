-- plugin_fields returns the fields of a user that belong to plugins which are on, as text of a JSON object, each after a
-- comma.
create function neon_auth_internal.plugin_fields(u neon_auth."user")
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select concat(
      case when c.two_factor then ', "twoFactorEnabled" : ' || coalesce(u."twoFactorEnabled"::text, 'null') end,
      case when c.anonymous then ', "isAnonymous" : ' || coalesce(u."isAnonymous"::text, 'null') end,
      case when c.username then ', "username" : ' || coalesce(to_json(u.username)::text, 'null')
        || ', "displayUsername" : ' || coalesce(to_json(u."displayUsername")::text, 'null') end,
      case when c.phone_number then ', "phoneNumber" : ' || coalesce(to_json(u."phoneNumber")::text, 'null')
        || ', "phoneNumberVerified" : ' || coalesce(u."phoneNumberVerified"::text, 'null') end,
      case when c.last_login_stored then ', "lastLoginMethod" : ' || coalesce(to_json(u."lastLoginMethod")::text, 'null') end)
    from neon_auth_internal.config c);
end
$$;
