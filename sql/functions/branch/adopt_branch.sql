create or replace function neon_auth.adopt_branch(branch text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if branch !~ '^ep-[0-9a-f]{16}$' is not false then
    perform neon_auth_internal.fail('INVALID_VALUE');
  end if;
  insert into neon_auth.branch_alias (fingerprint, branch)
  values (neon_auth.branch_fingerprint(), adopt_branch.branch)
  on conflict on constraint branch_alias_pkey do update set branch = excluded.branch;
  return branch;
end
$$;

comment on function neon_auth.adopt_branch(text) is
  'After pg_upgrade, or a restore that takes the place of the lost original: this database is the branch of that name '
  '(its branch_identity() before), whose sessions and keys count here again. Never on a copy that lives beside it. Only '
  'who installs may say so. Raises NA400 for what is no identity.';
