-- forgive_attempts resets the attempts from all addresses, because the user has proved who they are in another way.
create function neon_auth_internal.forgive_attempts(purpose text, subject text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  all_key text := purpose || ' for ' || coalesce(left(neon_auth_internal.normalize_email(subject), 320), '');
begin
  delete from neon_auth.request_count c where c.key = all_key;
  -- Keys that begin with "… from ", using the index for prefixes.
  delete from neon_auth.request_count c where c.key ~>=~ (all_key || ' from ') and c.key ~<~ (all_key || ' from!');
end
$$;
