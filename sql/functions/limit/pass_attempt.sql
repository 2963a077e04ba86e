-- pass_attempt removes the attempt that count_attempt counted for the caller's address, because it succeeded.
create function neon_auth_internal.pass_attempt(purpose text, subject text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  all_key text := purpose || ' for ' || coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
begin
  -- In count_attempt's order, so that the two cannot deadlock.
  update neon_auth.request_count c set count = greatest(c.count - 1, 0) where c.key = all_key;
  delete from neon_auth.request_count c
  where c.key = all_key || ' from ' || coalesce(current_setting('neon_auth.ip_address', true), '');
  delete from neon_auth.request_count c where c.key = all_key and c.count = 0;
end
$$;
