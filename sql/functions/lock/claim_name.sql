-- claim_name keeps other transactions from claiming the same name until this one ends. A second one waits, because an
-- uncommitted row blocks equal ones, even when it is already deleted.
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
