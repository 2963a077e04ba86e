-- is_known_origin reports whether the caller's address is one from which the user of that email address has signed in
-- within the last months. Other clients cannot use up such a caller's limits.
create function neon_auth_internal.is_known_origin(email text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from (select nullif(current_setting('neon_auth.ip_address', true), '')) as here (address),
      (select (neon_auth_internal.find_user(email)).id) as who (id)
    where exists (
        select from neon_auth.session s
        where s."userId" = who.id and s."ipAddress" = here.address and s."impersonatedBy" is null)
      or exists (
        select from neon_auth.audit_log a
        where a."userId" = who.id and a.at > now() - interval '3 months' and a."ipAddress" = here.address
          and a.entity = 'session' and a.action = 'insert' and a."actorId" = who.id and a."impersonatorId" is null))
$$;
