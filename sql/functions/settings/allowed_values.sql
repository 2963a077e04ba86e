-- allowed_values describes which values a setting accepts.
create function neon_auth_internal.allowed_values(s neon_auth_internal.known_setting)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case s.type
    when 'boolean' then coalesce(array_to_string(s.allowed, ' or '), 'true or false')
    when 'integer' then case
      when s.most = 2147483647 then 'a whole number from ' || s.least
      else format('a whole number from %s to %s', s.least, s.most) end
    when 'number' then format('a number from %s to %s', s.least, s.most)
    when 'duration' then format('seconds from %s to %s, or a text such as 15m or 2h', s.least, s.most)
    when 'choice' then array_to_string(s.allowed, ' or ')
    when 'list' then 'an array of ' || array_to_string(s.allowed, ', ')
    when 'url' then 'a public https address'
    when 'outbound' then 'hold, send or redirect:qa@example.com'
    when 'map' then 'an object'
    when 'words' then 'an array of texts'
    when 'origins' then 'an array of origins'
    when 'object' then 'an array of objects'
    else 'text' || coalesce(' of ' || s.least || ' to ' || s.most || ' characters', '')
  end || case when s.fallback is null and s.name <> 'social_providers[].id' then ', or null' else '' end;
end
$$;
