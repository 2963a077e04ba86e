create function neon_auth_api.manage_put_settings(key_hash bytea, changes jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  change record;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  for change in
    select c.key as name, c.value #>> '{}' as value from jsonb_each(changes) c
    left join neon_auth_internal.known_setting k on k.name = c.key
    order by k.position, c.key
  loop
    if exists (select from neon_auth_internal.known_setting k where k.name = change.name and k.type = 'secret') then
      raise exception '% is a secret, which is not stored in clear', change.name using errcode = 'invalid_parameter_value';
    end if;
    perform neon_auth.set(change.name, change.value);
  end loop;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_put_settings(bytea, jsonb) is
  'POST /console/db/NAME/settings/GROUP: sets settings by name, all or none. Null restores the default. Fails as '
  'neon_auth.set does, with 22023 for a secret, and if the key with that hash may not write.';
