-- verified_claims gives the claims that auth.login or auth.jwt_session_init sealed in this transaction. Null for
-- anything else: replayed, forged, expired. No SET clause, which would double the time of a call in every
-- row: so each name, type and operator says its schema.
create or replace function auth.verified_claims()
returns jsonb
language plpgsql
stable
parallel restricted
security definer
cost 1000
as $$
declare
  sealed pg_catalog.text := pg_catalog.current_setting('neon_auth.context', true);
  body   pg_catalog.text := pg_catalog.substr(sealed, 65);
begin
  -- A list of one; of two for the first hour of a copy.
  perform from neon_auth.context_secret s
  where auth.context_seal(s.secret, body) operator(pg_catalog.=) pg_catalog.left(sealed, 64);

  if found
    and pg_catalog.left(body, 12)::pg_catalog.float8
      operator(pg_catalog.>) pg_catalog.date_part('epoch', pg_catalog.statement_timestamp())
  then
    return pg_catalog.substr(body, 13)::pg_catalog.jsonb;
  end if;
  return null;
end
$$;
