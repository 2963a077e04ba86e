create or replace function neon_auth.adopt_branch(branch text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if branch !~ '^ep-[0-9a-f]{16}$' is not false then
    perform neon_auth_internal.fail('NOT_A_BRANCH_IDENTITY', coalesce(quote_literal(left(branch, 63)), 'null'));
  end if;
  insert into neon_auth.branch_alias (fingerprint, branch)
  values (neon_auth.branch_fingerprint(), adopt_branch.branch)
  on conflict on constraint branch_alias_pkey do update set branch = excluded.branch;
  insert into neon_auth.branch_confirmation (branch) values (adopt_branch.branch)
  on conflict on constraint branch_confirmation_pkey do nothing; -- what replaces the original is no copy
  return branch;
end
$$;

comment on function neon_auth.adopt_branch(text) is
  'For use after pg_upgrade, or after a restore that replaces the lost original. This database becomes the branch of '
  'the given name (its branch_identity() before), so its sessions and keys are valid here again. Never use it on a '
  'copy that runs beside the original. Only the owner of the installation may call it. Raises NA400 for an invalid '
  'identity.';
