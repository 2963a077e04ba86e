create or replace function neon_auth.set_username(user_id uuid, username text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  chosen  neon_auth_internal.username_choice;
  problem constant text := neon_auth_internal.username_problem(username);
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted('select neon_auth.set_username($1[1]::uuid, $1[2])', array[user_id::text, username]);
    return;
  elsif problem <> '' then
    perform neon_auth_internal.fail(problem);
  end if;
  chosen.name := neon_auth_internal.normalize_username(username);
  perform neon_auth_internal.claim_username(chosen.name, user_id);
  update neon_auth."user" u
  set username = chosen.name, "displayUsername" = set_username.username
  where u.id = set_username.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth.set_username(uuid, text) is
  'Sets the user''s username, also while usernames are off. Null removes it. Raises NA404 for an unknown id, NA400 for a '
  'name that is too short, too long, malformed or another user''s.';
