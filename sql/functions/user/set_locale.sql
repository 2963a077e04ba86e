-- set_locale sets the language of a user's mails, null: none. Returns false, and changes nothing, if it is not a language
-- tag such as de or pt-BR.
create function neon_auth_internal.set_locale(user_id uuid, locale text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if locale is null then
    delete from neon_auth.user_locale l where l."userId" = user_id;
    return true;
  elsif length(locale) > 40 or locale !~ '^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}$' then
    return false;
  end if;
  insert into neon_auth.user_locale as l ("userId", locale) values (user_id, replace(set_locale.locale, '_', '-'))
  on conflict ("userId") do update set locale = excluded.locale where l.locale <> excluded.locale;
  return true;
end
$$;
