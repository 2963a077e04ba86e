create function neon_auth_api.admin_update_user(token_hash text, user_id text, fields jsonb, is_address boolean)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  target uuid;
  wanted jsonb := fields - 'id';
  who    neon_auth."user";
begin
  if fields ?| array['role', 'banned'] then
    own := neon_auth_internal.require_administrator(token_hash, 'update', 'UPDATE_USER_NOT_ALLOWED');
  else
    own := neon_auth_internal.require_permission(token_hash, 'user', 'update', 'UPDATE_USER_NOT_ALLOWED');
  end if;
  if fields = '{}' then
    perform neon_auth_internal.fail('NO_DATA_TO_UPDATE');
  end if;

  if fields ? 'role' then
    wanted := wanted || jsonb_build_object('role', neon_auth_internal.role_text(fields -> 'role'));
  end if;
  perform neon_auth_internal.check_fields(wanted, is_address);
  target := neon_auth_internal.require_uuid(admin_update_user.user_id);
  if wanted ? 'email' and exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(wanted ->> 'email')
      and u.id <> target
  ) then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
  who := neon_auth_internal.change_user(own, target, wanted);
  return case when who.id is null then '{}'::json else neon_auth_internal.user_json(who) end;
end
$$;

comment on function neon_auth_api.admin_update_user(text, text, jsonb, boolean) is
  'POST /admin/update-user: returns the changed user, or {}. is_address: whether the sidecar accepts fields.email as '
  'an address. Fails with UNAUTHORIZED, UPDATE_USER_NOT_ALLOWED, IMPERSONATING, NO_DATA_TO_UPDATE, INVALID_ROLE_TYPE, '
  'INVALID_EMAIL, EMAIL_IS_TAKEN, INVALID_VALUE, CANNOT_DEMOTE_YOURSELF, CANNOT_BAN_YOURSELF. When two requests set '
  'the same address at once, the unique index rejects one.';
