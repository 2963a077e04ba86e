-- words_of returns the words of a setting of type words. Returns no words for null and other values.
create function neon_auth_internal.words_of(value jsonb)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case jsonb_typeof(value)
    when 'array' then array(select jsonb_array_elements_text(value))
    when 'string' then array_remove(regexp_split_to_array(value #>> '{}', E'\\s+'), '')
    else '{}'
  end
$$;
