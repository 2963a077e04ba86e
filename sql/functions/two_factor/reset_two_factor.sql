create or replace function neon_auth.reset_two_factor(user_id uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted(format('select neon_auth.reset_two_factor(%L)', user_id))::boolean;
  end if;
  select * into who from neon_auth."user" u where u.id = reset_two_factor.user_id for no key update;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif who."twoFactorEnabled" is not true
    and not exists (select from neon_auth."twoFactor" t where t."userId" = who.id)
    and not exists (select from neon_auth.two_factor_state s where s."userId" = who.id)
  then
    return false;
  end if;
  perform set_config('neon_auth.two_factor_fact', 'reset', true);
  perform neon_auth_internal.remove_factors(who.id);
  perform set_config('neon_auth.two_factor_fact', '', true);
  perform neon_auth.revoke_sessions(who.id);
  return true;
end
$$;

comment on function neon_auth.reset_two_factor(uuid) is
  'Removes the user''s second factor, backup codes and trusted browsers, ends their sessions, and informs them by mail. '
  'For a user who has lost their device: they sign in with the first factor alone and set up a new one. Returns false '
  'if there was nothing to remove. Raises NA404 for an unknown id.';
