-- claim_name lets no other transaction claim the same name until this one ends. A second one waits, since a row of a
-- transaction that is still running blocks equal ones, even when it is deleted already.
create function neon_auth_internal.claim_name(name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  digest constant text := encode(sha256(convert_to(coalesce(claim_name.name, ''), 'UTF8')), 'hex');
begin
  insert into neon_auth.claimed_name (name) values (digest) on conflict do nothing;
  delete from neon_auth.claimed_name c where c.name = digest;
end
$$;
