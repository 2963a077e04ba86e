-- is_json reports whether jsonb accepts the text, without a cast: catching its error would need a subtransaction, which
-- parallel plans reject before Postgres 17. It replaces strings by "", numbers and words by 0, then the innermost lists
-- and objects by 0, until one value is left.
create or replace function auth.is_json(value text)
returns boolean
language plpgsql
immutable
parallel safe
as $$
declare
  rest   pg_catalog.text := value;
  before pg_catalog.text;
begin
  if pg_catalog.length(rest) operator(pg_catalog.>) 65536 then
    return false;
  end if;

  rest := pg_catalog.regexp_replace(rest,
    E'"(?:[^"\\\\\\u0001-\\u001f]|\\\\["\\\\/bfnrt]|\\\\u(?:[1-9a-cefA-CEF][[:xdigit:]]{3}|0(?!000)[[:xdigit:]]{3}'
    '|[dD](?:[0-7][[:xdigit:]]{2}|[89abAB][[:xdigit:]]{2}\\\\u[dD][c-fC-F][[:xdigit:]]{2})))*"', '""', 'g');
  -- A remaining quote belongs to no string. It is detected before the blanks are removed, which would close the gap.
  if pg_catalog.strpos(pg_catalog.replace(rest, '""', ''), '"') operator(pg_catalog.>) 0 then
    return false;
  end if;
  rest := pg_catalog.regexp_replace(rest,
    E'true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?0*[0-9]{1,3})?', '0', 'g');
  rest := pg_catalog.regexp_replace(rest, E'[ \\t\\n\\r]+', '', 'g');

  for depth in 1 .. 64 loop
    before := rest;
    rest := pg_catalog.regexp_replace(rest,
      E'\\[(?:(?:0|"")(?:,(?:0|""))*)?\\]|\\{(?:"":(?:0|"")(?:,"":(?:0|""))*)?\\}', '0', 'g');
    exit when rest operator(pg_catalog.=) before;
  end loop;
  return rest operator(pg_catalog.=) any (array['0', '""']::pg_catalog.text[]);
end
$$;
