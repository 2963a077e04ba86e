create function neon_auth_api.manage_set_role(key_hash bytea, user_id text, roles jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  target uuid := neon_auth_internal.to_uuid(user_id);
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if exists (select from jsonb_array_elements_text(roles) r (name) where r.name !~ E'^[^,\\s](?:[^,]*[^,\\s])?$') then
    perform neon_auth_management.refuse('roles must be names without commas, and without blanks at their ends');
  end if;
  update neon_auth."user" u set role = neon_auth_internal.role_text(roles) where u.id = target;
  if not found then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  end if;
  return jsonb_build_object('id', target);
end
$$;

comment on function neon_auth_api.manage_set_role(bytea, text, jsonb) is
  'PUT …/auth/users/{auth_user_id}/role: replaces the user''s roles by a list of names. Fails if the key with that hash '
  'may not write, and with VALIDATION_ERROR, USER_NOT_FOUND.';
