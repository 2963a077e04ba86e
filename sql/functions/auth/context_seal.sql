-- context_seal is the code under an identity: it holds in this transaction of this backend only. A
-- backend's transactions differ in now(), so a pid that comes again later is covered too.
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
