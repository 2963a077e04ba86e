-- admit_passkey opens a session with new_token_hash for a user who has proved who they are by a passkey, and returns the
-- response. A passkey whose authenticator has verified the user (is_verified) is two factors. One without is the second
-- factor of a session or of a sign-in that waits for one, if that has proved anything else before. Otherwise it is a first
-- factor, and admit decides. Fails with TOO_MANY_REQUESTS while the user's second factor is locked.
create function neon_auth_internal.admit_passkey(
  who neon_auth."user", token_hash text, step_hash text, is_verified boolean, new_token_hash text, remember boolean)
returns json
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  proofs text[];
  step   neon_auth_internal.second_step;
  opened neon_auth.session;
begin
  if own."userId" is distinct from who.id or own."impersonatedBy" is not null then
    own := null;
  end if;
  select o.amr into proofs from neon_auth.session_origin o where o."sessionId" = own.id;
  proofs := case
    when is_verified then array(select distinct m from unnest(coalesce(proofs, '{}') || '{passkey,mfa}'::text[]) m order by m)
    when array_remove(array_remove(proofs, 'passkey'), 'mfa') <> '{}'
      then array(select distinct m from unnest(proofs || '{passkey,mfa}'::text[]) m order by m)
  end;
  if proofs is not null then
    perform neon_auth_internal.end_challenge_of(step_hash, who.id);
    perform neon_auth_internal.open_session(who.id, new_token_hash, remember, amr => proofs, is_cleared => true);
  else
    if own.id is null and step_hash <> '' then
      step := neon_auth_internal.find_second_step('', step_hash);
    end if;
    if (step.who).id = who.id and step.method <> 'passkey' then
      perform neon_auth_internal.pass_second_factor(step, 'passkey', new_token_hash, remember, '');
    elsif not neon_auth_internal.admit(who.id, new_token_hash, remember, 'passkey') then
      return neon_auth_internal.challenge_json();
    end if;
  end if;

  update neon_auth.session s
  set "activeOrganizationId" = own."activeOrganizationId"
  where s.token = new_token_hash and own."activeOrganizationId" is not null;
  update neon_auth.session_origin o
  set "activeTeamId" = before."activeTeamId"
  from neon_auth.session_origin before, neon_auth.session s
  where s.token = new_token_hash and o."sessionId" = s.id and before."sessionId" = own.id and before."activeTeamId" is not null;
  select * into strict opened from neon_auth.session s where s.token = new_token_hash;
  select * into strict who from neon_auth."user" u where u.id = who.id;
  return json_build_object('session', neon_auth_internal.session_json(opened), 'user', neon_auth_internal.user_json(who));
end
$$;
