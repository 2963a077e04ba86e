-- is_subscribed reports whether the project's webhook receives events of a type.
create function neon_auth_internal.is_subscribed(type text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select c.webhook_enabled and c.webhook_events ? is_subscribed.type from neon_auth_internal.config c);
end
$$;
