create or replace function neon_auth.fork_branch()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.branch_alias a where a.fingerprint = neon_auth.branch_fingerprint();
  update neon_auth.branch_seed
  set seed = sha256(seed || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  return neon_auth.branch_identity();
end
$$;

comment on function neon_auth.fork_branch() is
  'For use on a physical copy (pg_basebackup, a disk snapshot) that will run beside its original: makes it a separate '
  'branch, whose mail is held like that of any copy. Such a copy cannot be detected automatically. Returns the new '
  'identity.';
