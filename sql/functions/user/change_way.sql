-- change_way returns how a user's address changes: confirm (a link to the current address, then one to the new address),
-- verify (a link to the new address) or at once.
create function neon_auth_internal.change_way(is_verified boolean)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select case
      when is_verified and c.change_email_confirmed then 'confirm'
      when not is_verified and c.change_email_at_once then 'at once'
      else 'verify' end
    from neon_auth_internal.config c);
end
$$;
