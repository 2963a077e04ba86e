-- use_delete_token consumes the mailed token with which a user confirms their deletion, or fails with
-- DELETE_TOKEN_INVALID. Of two concurrent calls only one succeeds.
create function neon_auth_internal.use_delete_token(user_id uuid, delete_token_hash text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth.verification v
  where v.identifier = 'delete-account-' || delete_token_hash
    and v.value = user_id::text
    and v."expiresAt" > now()
    and v.branch = neon_auth.branch_identity();
  if not found then
    perform neon_auth_internal.fail('DELETE_TOKEN_INVALID');
  end if;
end
$$;
