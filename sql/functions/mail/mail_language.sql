-- mail_language returns the languages of a mail, best first, separated by commas: the locale of its reader, who is the
-- given user or the one with the address, then the languages of the request that causes the mail. Null: unknown.
create function neon_auth_internal.mail_language(recipient text, reader uuid default null)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  own constant text := (
    select l.locale
    from neon_auth.user_locale l
    where l."userId" = coalesce(reader, (neon_auth_internal.find_user(recipient)).id));
begin
  return nullif(concat_ws(',', own, nullif(left(current_setting('neon_auth.language', true), 200), '')), '');
end
$$;
