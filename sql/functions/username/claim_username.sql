-- claim_username keeps others from taking a username until the transaction ends. Fails with USERNAME_IS_TAKEN.
create function neon_auth_internal.claim_username(name text, owner_id uuid default null)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if name is not null then
    perform neon_auth_internal.claim_name('username ' || name);
    if neon_auth_internal.is_username_taken(name, owner_id) then
      perform neon_auth_internal.fail('USERNAME_IS_TAKEN');
    end if;
  end if;
end
$$;
