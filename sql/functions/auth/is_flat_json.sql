-- is_flat_json recognizes the usual claims quickly: one object, no spaces, no escapes, nothing nested but lists of
-- strings. In such text
-- "sub":" can only be that key, so a reader needs no parser. False means that the text needs a full check. Longer text
-- is left to is_json, which rejects it.
create or replace function auth.is_flat_json(value text)
returns boolean
language sql
immutable
parallel safe
as $$
  select pg_catalog.length(value) operator(pg_catalog.<=) 65536 and value operator(pg_catalog.~)
    E'^\\{"[^"\\\\\\u0001-\\u001f]*":(?:"[^"\\\\\\u0001-\\u001f]*"|[1-9][0-9]*|true|false|null|\\[(?:"[^"\\\\\\u0001-\\u001f]*"(?:,"[^"\\\\\\u0001-\\u001f]*")*)?\\])(?:,"[^"\\\\\\u0001-\\u001f]*":(?:"[^"\\\\\\u0001-\\u001f]*"|[1-9][0-9]*|true|false|null|\\[(?:"[^"\\\\\\u0001-\\u001f]*"(?:,"[^"\\\\\\u0001-\\u001f]*")*)?\\]))*\\}$'
$$;
