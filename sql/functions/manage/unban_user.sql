create or replace function neon_auth.unban_user(user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.unban_user(%L)', user_id));
    return;
  end if;
  update neon_auth."user" u
  set banned = false, "banReason" = null, "banExpires" = null
  where u.id = unban_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth.unban_user(uuid) is 'Lifts the user''s ban. Raises NA404 for an unknown id.';
