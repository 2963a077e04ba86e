-- remember_token stores a verified token, and deletes a few expired ones. It never waits for a lock.
create function neon_auth_internal.remember_token(digest bytea, kid text, claims jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only') = 'on' then
    return;
  end if;

  insert into neon_auth.verified_token (digest, key_id, claims, "expiresAt")
  values (
    remember_token.digest, kid::uuid, remember_token.claims,
    to_timestamp((remember_token.claims -> 'exp')::float8));

  delete from neon_auth.verified_token v
  where v.ctid = any (array(
    select o.ctid from neon_auth.verified_token o
    where o."expiresAt" < now()
    order by o."expiresAt"
    limit 50
    for update skip locked));

  -- Transactions on a copy may depend on the parent's secret until the copy has its own. An hour later none does.
  delete from neon_auth.context_secret s
  where s.branch = any (array(
    select o.branch
    from neon_auth.context_secret own, neon_auth.context_secret o
    where own.branch = neon_auth.branch_identity() and own."createdAt" < now() - interval '1 hour'
      and o.branch <> own.branch
    for update of o skip locked));
end
$$;
