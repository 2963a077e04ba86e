create or replace function neon_auth.confirm_branch(discard boolean default false)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own constant text := neon_auth.branch_identity();
begin
  if discard then
    delete from neon_auth.outbox o where o.branch = own and o.state = 'waiting' and neon_auth_internal.is_copy();
  end if;
  insert into neon_auth.branch_confirmation (branch) values (own)
  on conflict on constraint branch_confirmation_pkey do nothing;
  return own;
end
$$;

comment on function neon_auth.confirm_branch(boolean) is
  'For a copy that is to send mail and call webhooks like an original, such as a restored production database. Sends '
  'what it has held, or deletes it first with discard => true. Never sends what its parent had queued. Returns '
  'branch_identity(). Does nothing on a database that is no copy. Copies of it hold their mail again.';
