-- outside_selects returns a policy's text without the parts that Postgres computes once for a query: "( SELECT … )" that
-- reads no table, and no column of the policy's table. There, pg_get_expr writes a column after the name of its table, and
-- FROM on a line of its own.
create function neon_auth_internal.outside_selects(policy text, own_table name)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  opening constant text := '( SELECT ';
  column_of constant text := E'(^|[^\\w."])"?' || regexp_replace(own_table, E'(\\W)', E'\\\\\\1', 'g') || E'"?\\.';
  rest    text := policy;
  outside text := '';
  letters text[];
  place   integer;
  depth   integer;
  quote   text;
begin
  loop
    place := strpos(rest, opening);
    exit when coalesce(place, 0) = 0;
    outside := outside || left(rest, place - 1);
    rest := substr(rest, place);
    letters := string_to_array(rest, null);
    depth := 0;
    quote := '';
    for n in 1 .. cardinality(letters) loop
      if quote <> '' then
        quote := case when letters[n] = quote then '' else quote end;
      elsif letters[n] in ('''', '"') then
        quote := letters[n];
      else
        depth := depth + case letters[n] when '(' then 1 when ')' then -1 else 0 end;
      end if;
      place := n;
      exit when depth = 0;
    end loop;
    if left(rest, place) ~ E'\\n *FROM ' or left(rest, place) ~ column_of then
      place := length(opening); -- it may contain one that is computed once
      outside := outside || opening;
    end if;
    rest := substr(rest, place + 1);
  end loop;
  return outside || rest;
end
$$;
