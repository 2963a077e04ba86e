create or replace function neon_auth.set_role(user_id uuid, role text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  roles text[];
begin
  if neon_auth_internal.must_restrict() then
    perform neon_auth_internal.run_restricted(format('select neon_auth.set_role(%L, %L)', user_id, role));
    return;
  end if;
  roles := neon_auth_internal.check_role(set_role.role);
  perform neon_auth_internal.lock_administrators();
  update neon_auth."user" u set role = array_to_string(roles, ',') where u.id = set_role.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
end
$$;

comment on function neon_auth.set_role(uuid, text) is
  'Replaces the roles of the user: admin, user, or others, separated by commas. Raises NA404 for an unknown id, 22023 for '
  'an empty name. Warns of other roles than admin and user.';
