create view neon_auth_api.credential_row as
select u.id as user_id, ''::text as password_hash from neon_auth."user" u;

-- decoy_credential returns the credential to verify for a name that is no user's: always the same one for a name.
create function neon_auth_internal.decoy_credential(name text)
returns setof neon_auth_api.credential_row
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  place constant uuid := md5(name)::uuid;
begin
  return query
  select '00000000-0000-0000-0000-000000000000'::uuid, decoy.password
  from (
    (select a.password from neon_auth.account a
    where a."providerId" = 'credential' and a.password <> '' and a."userId" >= place order by a."userId" limit 1)
    union all
    (select a.password from neon_auth.account a
    where a."providerId" = 'credential' and a.password <> '' order by a."userId" limit 1)
  ) as decoy
  limit 1;
end
$$;
