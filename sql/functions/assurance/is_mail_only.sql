-- is_mail_only reports whether a session has proved nothing but access to the user's mailbox: a mailed code is then no
-- second factor.
create function neon_auth_internal.is_mail_only(amr text[])
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(amr, '{}') = '{email}'
$$;
