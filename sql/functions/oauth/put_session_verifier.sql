-- put_session_verifier keeps, for ten minutes, the session that an app at another host may fetch: {"hash": the sha256 of
-- the verifier, "challenge": that of the challenge cookie it is bound to, "sealed": the session token}. {}: none.
create function neon_auth_internal.put_session_verifier(verifier jsonb)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(verifier ->> 'hash', '') <> '' and coalesce(verifier ->> 'challenge', '') <> '' then
    perform neon_auth_internal.put_verification(
      'session-verifier:' || (verifier ->> 'hash'), (verifier - 'hash')::text, interval '10 minutes');
  end if;
end
$$;
