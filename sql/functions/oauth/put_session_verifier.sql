-- put_session_verifier stores, for ten minutes, the session that an app on another host may fetch: {"hash": sha256 of
-- the verifier, "challenge": sha256 of the challenge cookie it is bound to, "sealed": the session token}. {}: none.
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
