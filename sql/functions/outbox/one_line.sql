-- one_line returns a name as a mail shows it: in one line, truncated if it is long.
create function neon_auth_internal.one_line(name text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when length(line.text) > 120 then left(line.text, 119) || '…' else line.text end
  from (select btrim(regexp_replace(left(one_line.name, 1000), '[[:space:][:cntrl:]]+', ' ', 'g'))) as line (text)
$$;
