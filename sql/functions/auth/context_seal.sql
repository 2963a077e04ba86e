-- context_seal returns the message authentication code of an identity. The body begins with the transaction's marker,
-- which a backend uses once. Two backends may use the same marker, so the code includes the pid, and now(), because
-- pids are reused.
create or replace function auth.context_seal(secret bytea, body text)
returns text
language sql
stable
parallel restricted
as $$
  select pg_catalog.encode(
    pg_catalog.sha256(secret operator(pg_catalog.||) pg_catalog.sha256(
      secret
      operator(pg_catalog.||) pg_catalog.timestamptz_send(pg_catalog.now())
      operator(pg_catalog.||) pg_catalog.int4send(pg_catalog.pg_backend_pid())
      operator(pg_catalog.||) pg_catalog.convert_to(body, 'UTF8'))),
    'hex')
$$;
