create or replace function neon_auth.set(name text, value text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fact   neon_auth_internal.known_setting;
  stored jsonb;
  wanted jsonb;
begin
  if neon_auth_internal.must_restrict() then
    return neon_auth_internal.run_restricted('select neon_auth.set($1[1], $1[2])', array[name, value]);
  end if;
  select * into fact
  from neon_auth_internal.known_setting s
  where s.name = regexp_replace(set.name, E'^options\\.', '') and s.name !~ E'\\[\\]';
  if not found then
    raise exception '%', coalesce((
        select format('%s is a group of settings: set each by its name, such as %s', set.name, s.name)
        from neon_auth_internal.known_setting s
        where starts_with(s.name, regexp_replace(set.name, E'^options\\.', '') || '.')
        order by s.position limit 1),
      (
        select format('%s is part of a list: set %s, the whole list', set.name, regexp_replace(s.name, E'\\[\\].*', ''))
        from neon_auth_internal.known_setting s
        where s.name = regexp_replace(set.name, E'^options\\.', '')),
      format('%s is not a setting', set.name)
        || coalesce('. Did you mean ' || neon_auth_internal.nearest_setting(set.name) || '?', ''))
      using errcode = 'invalid_parameter_value', hint = 'All settings: select * from neon_auth.settings.';
  end if;
  stored := neon_auth_internal.lock_config();

  wanted := neon_auth_internal.setting_value(fact, value);
  if cardinality(fact.path) = 1 then
    stored := stored || jsonb_build_object(fact.path[1],
      coalesce(wanted, fact.fallback, case fact.name when 'name' then to_jsonb(current_database()::text) end));
  elsif wanted is null then
    stored := stored #- fact.path;
  else
    stored := neon_auth_internal.put_setting(stored, fact.path, wanted);
  end if;

  execute format('update neon_auth.project_config c set %1$I = '
    '(jsonb_populate_record(null::neon_auth.project_config, $1)).%1$I where c.id = ($1 ->> ''id'')::uuid', fact.path[1])
  using stored;
  return (select s.value from neon_auth.list_settings() s where s.name = fact.name);
end
$$;

comment on function neon_auth.set(text, text) is
  'Changes one setting and returns its value: neon_auth.set(''session.cookieCache.enabled'', ''true''). Names, types '
  'and allowed values are in neon_auth.settings. Lists are a JSON array, or texts separated by commas. Null restores '
  'the default. Raises 22023 for an unknown name, 23514 for a value that is not allowed.';
