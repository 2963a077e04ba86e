create function neon_auth_api.manage_update_user(key_hash bytea, user_id text, fields jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted constant jsonb := (
    select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each(fields) f
    where f.key in ('name', 'email', 'emailVerified', 'image', 'role'));
  who    neon_auth."user";
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if wanted ? 'role' then
    perform neon_auth_internal.lock_administrators();
  end if;
  who := neon_auth_internal.find_managed_user(manage_update_user.user_id);
  perform neon_auth_internal.check_fields(wanted, neon_auth_internal.is_email(coalesce(wanted ->> 'email', '')));
  if wanted ? 'email' and exists (
    select from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(wanted ->> 'email') and u.id <> who.id)
  then
    perform neon_auth_internal.fail('EMAIL_IS_TAKEN');
  end if;
  who := neon_auth_internal.change_user(null, who.id, wanted
    - case when wanted ? 'email' and neon_auth_internal.normalize_email(wanted ->> 'email') = who.email then 'email' else '' end);
  if fields ? 'username' and fields ->> 'username' is distinct from coalesce(who.username, '') then
    perform neon_auth.set_username(who.id, nullif(fields ->> 'username', ''));
  end if;
  return neon_auth_internal.managed_user_json(who);
end
$$;

comment on function neon_auth_api.manage_update_user(bytea, text, jsonb) is
  'POST /console/db/NAME/users/ID: sets those of name, email, emailVerified, image, role and username that fields '
  'contains. An empty username removes it. Returns the user. Fails if the key with that hash may not write, with '
  'USER_NOT_FOUND, INVALID_EMAIL, EMAIL_IS_TAKEN, INVALID_VALUE, and as neon_auth.set_username does.';
