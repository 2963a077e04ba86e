-- is_member_address reports whether the user with this address, in its normal form, is a member.
create function neon_auth_internal.is_member_address(organization_id uuid, email text)
returns boolean
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from neon_auth."user" u
    join neon_auth.member m on m."userId" = u.id and m."organizationId" = is_member_address.organization_id
    where lower(normalize(u.email, NFKC) collate "C") = is_member_address.email)
$$;
