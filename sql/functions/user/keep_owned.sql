-- keep_owned fails with SOLE_OWNER when an organization would be left without an owner if the user were deleted.
-- Callers call lock_removal first, so that when two owners leave at the same time, the second sees that the first has left.
create function neon_auth_internal.keep_owned(user_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if not (select c.strict_owner from neon_auth_internal.config c) then
    return;
  end if;
  perform from neon_auth.member m where m."userId" = keep_owned.user_id and neon_auth_internal.is_last_owner(m);
  if found then
    perform neon_auth_internal.fail('SOLE_OWNER');
  end if;
end
$$;
