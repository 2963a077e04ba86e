-- setting_value converts a text to a value of the setting's type. The check on write decides whether it is allowed.
create function neon_auth_internal.setting_value(s neon_auth_internal.known_setting, value text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if s.type in ('list', 'origins', 'object', 'words') and value ~ E'^\\s*\\[' or s.type = 'map' and value ~ E'^\\s*[{]' then
    return value::jsonb;
  end if;
  return case
    when value is null then null
    when s.type = 'boolean' and lower(value collate "C") in ('true', 'on', 'yes', '1') then 'true'
    when s.type = 'boolean' and lower(value collate "C") in ('false', 'off', 'no', '0') then 'false'
    when s.type = 'integer' and value ~ '^-?[0-9]{1,18}$' then to_jsonb(value::bigint)
    when s.type = 'number' and value ~ '^[0-9]{1,9}([.][0-9]{1,9})?$' then to_jsonb(value::numeric)
    when s.type in ('list', 'origins') then to_jsonb(regexp_split_to_array(btrim(value), E'\\s*,\\s*'))
    else to_jsonb(value)
  end;
exception
  when invalid_text_representation or untranslatable_character then
    raise exception '% is not valid json: %', s.name, sqlerrm using errcode = 'invalid_parameter_value';
end
$$;
