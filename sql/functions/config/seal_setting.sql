-- seal_setting returns the setting with the secret of the given hash, under one of the keys, replaced by its sealed
-- form.
create function neon_auth_internal.seal_setting(
  kind text, setting jsonb, keys text[], plain_hash text, sealed text, context text)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  present text := neon_auth_internal.secret_context(kind, setting);
  key     text;
begin
  foreach key in array keys loop
    if neon_auth_internal.is_hash_of(plain_hash, setting ->> key) and context in ('', present) then
      setting := setting || jsonb_build_object(key, sealed);
    end if;
  end loop;
  return setting;
end
$$;
