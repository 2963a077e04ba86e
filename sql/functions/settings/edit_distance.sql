-- edit_distance returns the number of characters to change, add or remove to turn one text into the other.
create function neon_auth_internal.edit_distance(a text, b text)
returns integer
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  columns constant text[] := string_to_array(b, null);
  above   integer[] := array(select n from generate_series(0, length(b)) n);
  here    integer[];
  row     integer := 0;
  letter  text;
begin
  foreach letter in array string_to_array(a, null) loop
    row := row + 1;
    here := array[row];
    for j in 1 .. length(b) loop
      here[j + 1] := least(above[j + 1] + 1, here[j] + 1, above[j] + (letter <> columns[j])::integer);
    end loop;
    above := here;
  end loop;
  return above[length(b) + 1];
end
$$;
