-- key_problem returns the failure of a key that must not do something, or null if it may. need is read or write. branch
-- is the id of the branch in question; null: the project as a whole, which a key for one branch may only read.
create or replace function neon_auth_management.key_problem(k neon_auth_management.key, need text, branch text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when k.id is null then 'KEY_UNKNOWN'
    when k.revoked_at is not null then 'KEY_REVOKED'
    when k.expires_at <= clock_timestamp() then 'KEY_EXPIRED'
    when k.project is distinct from neon_auth_management.project_id() then 'KEY_OTHER_PROJECT'
    when k.branch <> key_problem.branch then 'KEY_OTHER_BRANCH'
    when need is distinct from 'read' and k.read_only then 'KEY_READ_ONLY'
    when need is distinct from 'read' and k.branch is not null and key_problem.branch is null then 'KEY_NOT_PROJECT'
  end;
end
$$;
