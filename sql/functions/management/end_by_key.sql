-- end_by_key ends the sessions in which a key acts as a user when the key is revoked or deleted, also by SQL.
create or replace function neon_auth_management.end_by_key()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'TRUNCATE' then
    perform neon_auth_management.end_impersonations(array(select k.id from neon_auth_management.key k));
  elsif tg_op = 'DELETE' then
    perform neon_auth_management.end_impersonations(array[old.id]);
  else
    perform neon_auth_management.end_impersonations(array[new.id]);
  end if;
  return null;
end
$$;

create or replace trigger end_by_revocation
after insert or update of revoked_at on neon_auth_management.key
for each row
when (new.revoked_at is not null)
execute function neon_auth_management.end_by_key();

create or replace trigger end_by_removal
after delete on neon_auth_management.key
for each row
execute function neon_auth_management.end_by_key();

create or replace trigger end_by_truncation
before truncate on neon_auth_management.key
for each statement
execute function neon_auth_management.end_by_key();
