-- A function, because each install would drop a view with the schema that it reads, and with it an app's views on it.
create or replace function neon_auth.list_settings()
returns table (name text, value text, "default" text, type text, allowed text, description text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    s.name,
    case
      when s.name = 'social_providers' and stored.value is not null then (
        select jsonb_agg(p || case when p ? 'clientSecret' then '{"clientSecret": "********"}'::jsonb else '{}' end
          || case when p ? 'privateKey' then '{"privateKey": "********"}'::jsonb else '{}' end order by place)::text
        from jsonb_array_elements(stored.value) with ordinality as a (p, place))
      when s.type = 'secret' and stored.value <> '""' then '********'
      else coalesce(nullif(stored.value, 'null'), case when s.name ~ '^strict.' then stored.strict end, s.fallback) #>> '{}'
    end,
    s.fallback #>> '{}',
    s.type,
    neon_auth_internal.allowed_values(s),
    s.description
  from neon_auth_internal.known_setting s
  cross join lateral (
    select to_jsonb(c) #> s.path as value, nullif(c.options -> 'strict', 'null') as strict
    from (values (true)) one left join neon_auth.project_config c on true
    order by c.created_at, c.id
    limit 1
  ) as stored
  order by s.position
$$;

comment on function neon_auth.list_settings() is
  'Returns every setting: name, current value (secrets are masked), default, type, allowed values, description. '
  'Usually read as neon_auth.settings.';

create or replace view neon_auth.settings as
select s.name, s.value, s."default", s.type, s.allowed, s.description from neon_auth.list_settings() s;

comment on view neon_auth.settings is
  'Every setting of project_config with its value, default, type, allowed values and description. To change one: '
  'select neon_auth.set(''session.cookieCache.enabled'', ''true'').';
