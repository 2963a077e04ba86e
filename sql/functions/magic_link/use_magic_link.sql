create function neon_auth_api.use_magic_link(link_hash text, new_token_hash text, verifier jsonb default '{}')
returns table (failure text, is_new boolean, body json, has_verifier boolean)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  kept      neon_auth.verification;
  challenge neon_auth.verification;
  who       neon_auth."user";
begin
  -- A social sign-in stores its state under a name of the same form: only rows that identify a user are valid here.
  delete from neon_auth.verification v
  where v.identifier = link_hash
    and v.branch = neon_auth.branch_identity()
    and v.value like '{"email" : "%'
  returning v.* into kept;

  failure := case when kept.id is null then 'INVALID_TOKEN' when kept."expiresAt" <= now() then 'EXPIRED_TOKEN' else '' end;
  is_new := false;
  has_verifier := false;
  body := 'null';
  if failure = '' then
    who := neon_auth_internal.find_user(kept.value::json ->> 'email');
    if who.id is null and (select c.magic_link_sign_up_disabled or c.sign_up_disabled from neon_auth_internal.config c) then
      failure := 'new_user_signup_disabled';
    elsif who.id is not null and neon_auth_internal.lock_banned(who.id) then
      failure := 'BANNED_USER'; -- returned, not raised: the link stays used
    else
      if who.id is null then
        is_new := true;
        who := neon_auth_internal.sign_up_proved(kept.value::json ->> 'email', coalesce(kept.value::json ->> 'name', ''));
      end if;
      who := neon_auth_internal.prove_by_sign_in(who.id);
      perform neon_auth_internal.restrict_caller(link_hash);
      body := case
        when neon_auth_internal.admit(who.id, new_token_hash, true, 'email')
          then json_build_object('token', new_token_hash, 'user', neon_auth_internal.user_json(who))
        else neon_auth_internal.challenge_json() end;
      challenge := neon_auth_internal.take_verification('magic-link-challenge:' || link_hash);
      has_verifier := challenge.id is not null;
      perform neon_auth_internal.put_session_verifier(verifier || jsonb_build_object('challenge', challenge.value));
    end if;
  end if;
  return next;
end
$$;

comment on function neon_auth_api.use_magic_link(text, text, jsonb) is
  'GET /magic-link/verify: consumes the link and opens a session with new_token_hash. is_new: whether the user was '
  'created. failure is INVALID_TOKEN, EXPIRED_TOKEN, new_user_signup_disabled, BANNED_USER, or empty. verifier: hash '
  'and sealed, as in put_session_verifier. has_verifier: whether the browser that requested the link may fetch the '
  'session with it.';
