-- require_uuid returns a user's id as uuid, or fails: with USER_NOT_FOUND for empty text, with INVALID_VALUE for other
-- text.
create function neon_auth_internal.require_uuid(value text)
returns uuid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  id uuid := neon_auth_internal.to_uuid(value);
begin
  if value = '' then
    perform neon_auth_internal.fail('USER_NOT_FOUND');
  elsif id is null then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  return id;
end
$$;
