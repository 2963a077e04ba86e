create or replace function neon_auth.adopt_branch(branch text)
returns text
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into neon_auth.branch_alias as a (fingerprint, branch)
  values (neon_auth.branch_fingerprint(), adopt_branch.branch)
  on conflict (fingerprint) do update set branch = excluded.branch
  returning a.branch
$$;

comment on function neon_auth.adopt_branch(text) is
  'After pg_upgrade, or a restore that takes the place of the lost original: this database is the branch of that name '
  '(its branch_identity() before), whose sessions and keys count here again. Never on a copy that lives beside it. Only '
  'who installs may say so.';
