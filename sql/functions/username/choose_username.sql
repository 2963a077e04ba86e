-- choose_username reads username and displayUsername of a request. If they are paired and only one is given, it stands
-- for both. A display name that has not the form of a username is only shown. Nothing is set while usernames are off.
-- Fails with USERNAME_TOO_SHORT, USERNAME_TOO_LONG, USERNAME_INVALID, INVALID_VALUE.
create function neon_auth_internal.choose_username(fields jsonb, paired boolean default true)
returns neon_auth_internal.username_choice
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  given   constant text := fields ->> 'username';
  shown   constant text := fields ->> 'displayUsername';
  chosen  neon_auth_internal.username_choice;
  problem text;
begin
  chosen.is_set := false;
  chosen.is_display_set := false;
  if not (select o.enabled from neon_auth_internal.username_option o) then
    return chosen;
  elsif jsonb_typeof(fields -> 'username') not in ('string', 'null') then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  problem := neon_auth_internal.username_problem(given);
  if problem <> '' then
    perform neon_auth_internal.fail(problem);
  elsif jsonb_typeof(fields -> 'displayUsername') not in ('string', 'null') then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;

  chosen.is_set := coalesce(fields ? 'username', false);
  chosen.name := neon_auth_internal.normalize_username(given);
  chosen.is_display_set := coalesce(fields ? 'displayUsername', false);
  chosen.display := shown;
  if paired and given <> '' and coalesce(shown, '') = '' then
    chosen.is_display_set := true;
    chosen.display := given;
  elsif paired and coalesce(given, '') = '' and shown <> '' and neon_auth_internal.username_problem(shown) = '' then
    chosen.is_set := true;
    chosen.name := neon_auth_internal.normalize_username(shown);
  end if;
  return chosen;
end
$$;
