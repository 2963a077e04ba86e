create or replace function neon_auth.export_user(user_id uuid)
returns json
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  who neon_auth."user";
begin
  select * into who from neon_auth."user" u where u.id = export_user.user_id;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return json_build_object(
    'user', to_jsonb(who),
    'locale', (select l.locale from neon_auth.user_locale l where l."userId" = who.id),
    'accounts', (
      select coalesce(jsonb_agg(to_jsonb(a) - '{password,accessToken,refreshToken,idToken}'::text[]), '[]')
      from neon_auth.account a where a."userId" = who.id),
    'sessions', (
      select coalesce(jsonb_agg(to_jsonb(s) - 'token'), '[]') from neon_auth.session s where s."userId" = who.id),
    'secondFactor', (
      select coalesce(jsonb_agg(to_jsonb(t) - '{secret,backupCodes}'::text[] || coalesce((
        select to_jsonb(s) - '{secret,backupCodes}'::text[] from neon_auth.two_factor_state s where s."userId" = who.id), '{}')), '[]')
      from neon_auth."twoFactor" t where t."userId" = who.id),
    'passkeys', (
      select coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('lastUsedAt', (
        select s."lastUsedAt" from neon_auth.passkey_state s where s."passkeyId" = p.id))), '[]')
      from neon_auth.passkey p where p."userId" = who.id),
    'memberships', (
      select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('organization', o.name)), '[]')
      from neon_auth.member m join neon_auth.organization o on o.id = m."organizationId" where m."userId" = who.id),
    'teams', (
      select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object('team', t.name)), '[]')
      from neon_auth."teamMember" m join neon_auth.team t on t.id = m."teamId" where m."userId" = who.id),
    'activeDays', (select coalesce(jsonb_agg(a.day order by a.day), '[]') from neon_auth.active_day a where a."userId" = who.id),
    'anonymousUsers', (
      select coalesce(jsonb_agg(to_jsonb(l)), '[]') from neon_auth.anonymous_link l where l."userId" = who.id),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(i)), '[]')
      from neon_auth.invitation i where i.email = who.email or i."inviterId" = who.id),
    'leftAtImport', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]')
      from neon_auth.import_skipped s where s.email = neon_auth_internal.normalize_email(who.email)),
    'mails', (
      select coalesce(jsonb_agg(to_jsonb(o) - 'sealed'), '[]') from neon_auth.outbox o where o.recipient in (who.email, who."phoneNumber")),
    'events', (
      select coalesce(jsonb_agg(to_jsonb(e) - 'sealed'), '[]')
      from neon_auth.webhook_event e
      where e."user" ->> 'email' = who.email or e."user" ->> 'id' = who.id::text or e."user" ->> 'phone_number' = who."phoneNumber"),
    'usersSync', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]')
      from neon_auth.users_sync s where s.id = who.id::text or s.email = who.email),
    'verifications', (
      select coalesce(jsonb_agg(jsonb_build_object('createdAt', v."createdAt", 'expiresAt', v."expiresAt")), '[]')
      from neon_auth.verification v where v.value = who.id::text or neon_auth_internal.mentions(concat_ws(' ', v.identifier, v.value), array[who.email])
        or v.identifier in (who."phoneNumber", who."phoneNumber" || '-request-password-reset')),
    'refusedSignIns', (
      select coalesce(jsonb_agg(to_jsonb(r)), '[]') from neon_auth.refused_sign_in r where r."userId" = who.id),
    'audit', (
      select coalesce(jsonb_agg(to_jsonb(l) order by l.id), '[]')
      from neon_auth.audit_log l where l."userId" = who.id or l."actorId" = who.id or l."impersonatorId" = who.id));
end
$$;

comment on function neon_auth.export_user(uuid) is
  'All data about the user as json, without passwords and tokens. Raises NA404 for an unknown id.';
