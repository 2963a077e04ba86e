create function neon_auth_api.list_user_invitations(token_hash text, input json)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own neon_auth.session;
  who neon_auth."user";
begin
  if input ->> 'email' <> '' then
    perform neon_auth_internal.fail('EMAIL_NOT_FOR_CLIENTS');
  end if;

  own := neon_auth_internal.require_session(token_hash, 'INVITEE_UNKNOWN');
  select * into strict who from neon_auth."user" u where u.id = own."userId";
  if not neon_auth_internal.is_address_shown(who) then
    perform neon_auth_internal.fail('INVITEE_NOT_VERIFIED');
  end if;

  return (
    select coalesce(json_agg(
      neon_auth_internal.invitation_json(i) || jsonb_build_object('organizationName', o.name)
      order by i."createdAt", i.id), '[]')
    from neon_auth.invitation i
    join neon_auth.organization o on o.id = i."organizationId"
    where i.email = any (array[who.email, neon_auth_internal.normalize_email(who.email)]) and i.status = 'pending');
end
$$;

comment on function neon_auth_api.list_user_invitations(text, json) is
  'GET /organization/list-user-invitations: pending invitations for the caller, including expired ones. Fails with '
  'EMAIL_NOT_FOR_CLIENTS, INVITEE_UNKNOWN without a session, INVITEE_NOT_VERIFIED.';
