-- claim returns a value from a provider's response: the first path of the preset that leads to text or a number.
create function neon_auth_internal.claim(answer jsonb, paths text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  path  text;
  value jsonb;
  whole text;
  part  text;
begin
  foreach path in array coalesce(string_to_array(paths, '|'), '{}') loop
    if path ~ E'\\{.+\\}' then
      whole := path;
      for part in select m[1] from regexp_matches(path, E'\\{([^{}]+)\\}', 'g') m loop
        whole := replace(whole, '{' || part || '}', neon_auth_internal.claim(answer, part));
      end loop;
      value := to_jsonb(nullif(trim(whole), ''));
    else
      value := coalesce(answer -> path, answer #> string_to_array(path, '.'));
    end if;
    if jsonb_typeof(value) in ('string', 'number') and value #>> '{}' <> '' then
      return value #>> '{}';
    end if;
  end loop;
  return null;
end
$$;
