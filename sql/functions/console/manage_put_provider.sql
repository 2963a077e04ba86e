create function neon_auth_api.manage_put_provider(
  key_hash bytea, fields jsonb, sealed text default '', context text default '', saved text default '')
returns setof neon_auth_api.sealing_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  config  jsonb;
  id      constant text := fields ->> 'id';
  entry   jsonb;
  merged  jsonb;
  secret  text;
  present text;
  is_new  constant boolean := coalesce(fields ->> 'clientSecret', '') <> '';
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  config := neon_auth_internal.lock_config();
  entry := (select p from jsonb_array_elements(config -> 'social_providers') p where p ->> 'id' = id limit 1);
  -- Null removes a field.
  merged := jsonb_strip_nulls(coalesce(entry, '{}') || (fields - 'clientSecret')) - 'clientSecret';
  if coalesce(id, '') = '' then
    raise exception 'Choose a provider' using errcode = 'invalid_parameter_value';
  elsif id <> 'google' and coalesce(merged ->> 'clientId', '') = '' then -- only google may be a shared one
    raise exception 'Enter the client id that % has given the app', left(id, 64) using errcode = 'invalid_parameter_value';
  end if;
  secret := case when not is_new then entry ->> 'clientSecret' end;
  present := neon_auth_internal.secret_context('provider', merged);
  if is_new or secret <> '' and present <> neon_auth_internal.secret_context('provider', entry) then
    if present is distinct from manage_put_provider.context or coalesce(secret, '') <> saved then
      return query select present, coalesce(secret, ''), null::jsonb;
      return;
    end if;
    secret := sealed;
  end if;
  merged := merged || jsonb_strip_nulls(jsonb_build_object('clientSecret', secret));
  perform neon_auth_internal.store_config(jsonb_set(config, '{social_providers}', case
    when entry is null then (config -> 'social_providers') || merged
    else (
      select jsonb_agg(case when p.entry ->> 'id' = id then merged else p.entry end order by p.place)
      from jsonb_array_elements(config -> 'social_providers') with ordinality as p (entry, place)) end));
  return query select '', '', '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_put_provider(bytea, jsonb, text, text, text) is
  'POST /console/db/NAME/settings/providers: adds or changes the entry of social_providers with the id of fields. Fields '
  'that are left out keep their values, null removes one. clientSecret is masked; sealed, context and saved are those of '
  'manage_change_mail_server. Fails with the problem that project_config''s check finds (23514), with 22023 without an id, '
  'or without a client id for another provider than google, and if the key with that hash may not write.';
