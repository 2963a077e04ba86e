-- use_trusted_device reports whether the request comes from a browser in which the user's second factor is not asked
-- for. It replaces the browser's token by the next one: a copied cookie is valid until one of the two is used. Both
-- hashes come from begin_request.
create function neon_auth_internal.use_trusted_device(user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  device constant text := coalesce(current_setting('neon_auth.trusted_device', true), '');
begin
  if device = '' or (neon_auth_internal.take_trusted_device(user_id, device)).id is null then
    return false;
  end if;
  perform neon_auth_internal.trust_device(user_id, current_setting('neon_auth.next_device', true));
  return true;
end
$$;
