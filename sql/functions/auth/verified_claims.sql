-- verified_claims returns the claims that auth.login or auth.jwt_session_init sealed in this transaction, which its
-- marker identifies (mark_transaction). Returns null for any other context (replayed, forged, expired). Never raises an
-- error.
create or replace function auth.verified_claims()
returns jsonb
language plpgsql
stable
parallel restricted
security definer
set search_path = pg_catalog, pg_temp
cost 1000
as $$
declare
  sealed text := current_setting('neon_auth.context', true);
  body   text := substr(sealed, 65);
  marker text := (
    select c.name from pg_cursor() c where c.statement = 'select neon_auth_internal.context_marker()' limit 1);
begin
  -- One secret, or two during the first hour of a copy.
  perform from neon_auth.context_secret s
  where auth.context_seal(s.secret, marker || body) = left(sealed, 64);

  if found and left(body, 12)::bigint > extract(epoch from statement_timestamp()) then
    return substr(body, 13)::jsonb;
  end if;
  return null;
end
$$;
