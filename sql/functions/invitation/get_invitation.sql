create function neon_auth_api.get_invitation(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own     neon_auth.session := neon_auth_internal.require_session(token_hash, 'NOT_AUTHENTICATED');
  waiting neon_auth.invitation := neon_auth_internal.find_own_invitation(
    input ->> 'id', own."userId", false, 'INVITATION_GONE');
  answer  json;
begin
  select (neon_auth_internal.invitation_json(waiting) || jsonb_build_object(
    'organizationName', o.name,
    'organizationSlug', o.slug,
    'inviterEmail', u.email))::json
  into answer
  from neon_auth.member m
  join neon_auth.organization o on o.id = m."organizationId"
  join neon_auth."user" u on u.id = m."userId"
  where m."organizationId" = waiting."organizationId" and m."userId" = waiting."inviterId";
  if not found then
    perform neon_auth_internal.fail('INVITER_LEFT');
  end if;
  return answer;
end
$$;

comment on function neon_auth_api.get_invitation(text, json) is
  'GET /organization/get-invitation: {id}. Returns an invitation for the caller. Fails with NOT_AUTHENTICATED, '
  'INVITATION_GONE, NOT_THE_RECIPIENT, INVITEE_NOT_VERIFIED, INVITER_LEFT.';
