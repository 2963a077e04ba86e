-- open_context makes these claims the identity of the transaction. It seals them together with the transaction's
-- marker, because any caller can change the setting that holds them.
create function neon_auth_internal.open_context(branch text, claims jsonb, until timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  ends bigint := trunc(extract(epoch from least(until, timestamptz '9999-01-01')));
  body text := lpad(ends::text, 12, '0') || claims::text;
begin
  perform set_config(
    'neon_auth.context',
    auth.context_seal(neon_auth_internal.secret_of(branch), neon_auth_internal.mark_transaction() || body) || body,
    true);
end
$$;
