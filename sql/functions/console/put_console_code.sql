-- put_console_code stores the hash of a code that opens one session of the console within 5 minutes, with the rights of a
-- key. Only the installing role calls it.
create or replace function neon_auth_management.put_console_code(code_hash bytea, key_id uuid)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from neon_auth_management.console_code c where c.expires_at <= clock_timestamp();
  -- Keys that `neonauth console` has made, a week after they expired.
  delete from neon_auth_management.key k where k.name like 'console of %' and k.expires_at < clock_timestamp() - interval '7 days';
  insert into neon_auth_management.console_code (hash, key_id, expires_at)
  values (put_console_code.code_hash, put_console_code.key_id, clock_timestamp() + interval '5 minutes');
end
$$;
