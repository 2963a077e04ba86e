create view neon_auth_api.changer_row as
select ''::text as email, false as is_verified, ''::text as way;

create function neon_auth_api.prepare_change_email(
  token_hash text, new_email text, verified_hash text default null)
returns setof neon_auth_api.changer_row
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select who.email, who."emailVerified", neon_auth_internal.change_way(who."emailVerified")
  from neon_auth_internal.find_changer(token_hash, new_email, verified_hash) who
$$;

comment on function neon_auth_api.prepare_change_email(text, text, text) is
  'POST /change-email, first step: returns the caller''s address, and whether it is verified, so that the link can be '
  'bound to it. way: confirm, verify or at once, as change_way returns it. verified_hash: the password hash that the sidecar has verified. Null: none, so the session must be '
  'fresh. Fails with UNAUTHORIZED, IMPERSONATING, CHANGE_EMAIL_DISABLED, SESSION_NOT_FRESH, INVALID_PASSWORD, '
  'EMAIL_IS_THE_SAME.';
