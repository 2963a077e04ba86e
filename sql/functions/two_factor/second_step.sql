-- A second_step is what a request to /two-factor/verify-… and send-otp refers to: the caller's session, or else the
-- challenge of a sign-in. who.id is null when there is neither.
--   method  how the user has proved who they are before; for a session email if it was only by mail, else null
--   key     names the mailed code of this session or challenge
--   login_method  what record_login_method is told when the challenge is passed
create type neon_auth_internal.second_step as (
  who          neon_auth."user",
  own          neon_auth.session,
  challenge    text,
  method       text,
  key          text,
  login_method text
);

-- find_second_step returns the second step of a session or challenge, and locks its user: attempts of one user are
-- processed one after the other. Fails with IMPERSONATING, and with TOO_MANY_REQUESTS while the user is locked out.
create function neon_auth_internal.find_second_step(token_hash text, challenge_hash text)
returns neon_auth_internal.second_step
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  step   neon_auth_internal.second_step;
  who    neon_auth."user";
  own    neon_auth.session := neon_auth_internal.find_session(token_hash);
  locked timestamptz;
begin
  if own."impersonatedBy" is not null then
    perform neon_auth_internal.fail('IMPERSONATING');
  end if;
  -- The challenge is read again after the lock: another request may have used it.
  for round in 1..2 loop
    if own.id is not null then
      select u.* into who from neon_auth."user" u where u.id = own."userId" for no key update;
      exit;
    end if;
    select u.* into who
    from neon_auth.verification v
    join neon_auth."user" u on u.id = auth.as_uuid(v.value)
    where v.identifier = '2fa-' || challenge_hash and v.branch = neon_auth.branch_identity() and v."expiresAt" > now();
    perform from neon_auth."user" u where u.id = who.id for no key update;
  end loop;
  if who.id is null or own.id is not null and not exists (select from neon_auth.session s where s.id = own.id) then
    return null;
  end if;

  perform neon_auth_internal.drop_old_enrolment(who.id);
  select s."lockedUntil" into locked from neon_auth.two_factor_state s where s."userId" = who.id;
  if locked > now() then
    perform neon_auth_internal.fail_later(ceil(extract(epoch from locked - now()))::integer);
  end if;
  step.who := who;
  if own.id is null then
    perform neon_auth_internal.act_as(who.id, null);
    step.challenge := challenge_hash;
    select split_part(v.value, ':', 1), split_part(v.value, ':', 3)
    into step.method, step.login_method
    from neon_auth.verification v
    where v.identifier = '2fa-attempts-' || challenge_hash and v.branch = neon_auth.branch_identity();
    step.key := '2fa-' || challenge_hash;
  else
    step.own := own;
    if (select neon_auth_internal.is_mail_only(o.amr) from neon_auth.session_origin o where o."sessionId" = own.id) then
      step.method := 'email';
    end if;
    step.key := own."userId" || '!' || own.id;
  end if;
  return step;
end
$$;
