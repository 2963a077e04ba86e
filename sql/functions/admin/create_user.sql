create function neon_auth_api.create_user(
  token_hash    text,
  email         text,
  name          text,
  role          jsonb,
  fields        jsonb,
  password_hash text)
returns json
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own    neon_auth.session;
  wanted jsonb := coalesce(fields, '{}') - array['email', 'id'];
  who    neon_auth."user";
begin
  own := neon_auth_internal.require_permission(token_hash, 'user', 'create', 'CREATE_USER_NOT_ALLOWED');
  perform neon_auth_internal.check_fields(wanted, true);
  if wanted ? 'role' then
    wanted := wanted || jsonb_build_object('role', neon_auth_internal.role_text(wanted -> 'role'));
  end if;

  who := neon_auth_internal.insert_user(
    create_user.name,
    create_user.email,
    null,
    false,
    case
      when neon_auth_internal.is_truthy(create_user.role) or create_user.role = '""' then neon_auth_internal.role_text(create_user.role)
      else 'user'
    end);
  if wanted <> '{}' then
    who := neon_auth_internal.change_user(own, who.id, wanted);
  end if;
  if password_hash is not null then
    perform neon_auth_internal.insert_credential(who.id, password_hash);
  end if;
  return json_build_object('user', neon_auth_internal.user_json(who));
end
$$;

comment on function neon_auth_api.create_user(text, text, text, jsonb, jsonb, text) is
  'POST /admin/create-user: role is a text or a list. fields may set everything except email and id. password_hash '
  'may be null. Fails with UNAUTHORIZED, CREATE_USER_NOT_ALLOWED, IMPERSONATING, INVALID_ROLE_TYPE, INVALID_VALUE, '
  'USER_ALREADY_EXISTS.';
