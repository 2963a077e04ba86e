-- check_pattern fails with VALIDATION_ERROR when a search text has so many wildcards that comparing it would take long:
-- each % restarts the comparison at every position.
create function neon_auth_internal.check_pattern(field text, pattern text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if length(pattern) > 320 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', format('[query.%s] Too big: expected string to have <=320 characters', field));
  elsif length(pattern) - length(replace(pattern, '%', '')) > 4 then
    perform neon_auth_internal.fail('VALIDATION_ERROR', format('[query.%s] Too many wildcards', field));
  end if;
end
$$;
