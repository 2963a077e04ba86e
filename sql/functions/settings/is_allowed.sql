-- is_allowed reports whether a value has the setting's type and is within its range.
create function neon_auth_internal.is_allowed(s neon_auth_internal.known_setting, value jsonb)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  kind constant text := jsonb_typeof(value);
  said constant text := value #>> '{}';
begin
  return coalesce(case
    when kind = 'null' then s.fallback is null and s.name <> 'social_providers[].id'
    when s.type = 'boolean' then kind = 'boolean' and said = any (coalesce(s.allowed, '{true,false}'))
    when s.type = 'integer' then kind = 'number' and said::numeric = trunc(said::numeric)
      and said::numeric between s.least and s.most
    when s.type = 'number' then kind = 'number' and said::numeric between s.least and s.most
    when s.type = 'duration' then kind in ('number', 'string') and neon_auth_internal.duration_seconds(said) between s.least and s.most
    when s.type = 'choice' then kind = 'string' and said = any (s.allowed)
    when s.type = 'url' then kind = 'string' and length(said) <= 2048 and neon_auth_internal.webhook_problem(said) is null
    when s.type = 'outbound' then kind = 'string' and neon_auth_internal.is_outbound(said)
    when s.type = 'map' then kind = 'object'
    when s.type = 'words' then kind = 'string' or kind = 'array' and not jsonb_path_exists(value, '$[*] ? (@.type() != "string")')
    when s.type in ('text', 'secret') then kind = 'string' and length(said) between coalesce(s.least, 0) and coalesce(s.most, 1024)
    when s.type = 'list' then kind = 'array' and value <@ to_jsonb(s.allowed)
    when s.type in ('origins', 'object') then kind = 'array'
  end, false);
end
$$;
