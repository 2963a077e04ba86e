-- may_prepare reports whether this transaction may store results that later transactions reuse: it is writable, sees
-- recent commits of others, and its statement timeout leaves time.
create function neon_auth_internal.may_prepare()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select current_setting('transaction_read_only') = 'off'
    and current_setting('transaction_isolation') = 'read committed'
    and (current_setting('statement_timeout') = '0'
      or current_setting('statement_timeout')::interval >= '10 s')
$$;
