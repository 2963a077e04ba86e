-- is_fresh reports whether a session was opened recently, in session.freshAge. 0: it always was. It does not use updatedAt, which changes when a session is
-- prolonged.
create function neon_auth_internal.is_fresh(own neon_auth.session)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select c.session_fresh_age = interval '0' or own."createdAt" > now() - c.session_fresh_age from neon_auth_internal.config c
$$;
