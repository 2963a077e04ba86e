-- keep_caller stores which anonymous user has requested a mailed link, until it expires. name: names the link.
create function neon_auth_internal.keep_caller(name text, lifetime interval)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  anonymous neon_auth."user" := neon_auth_internal.find_anonymous(null);
begin
  if anonymous.id is not null then
    perform neon_auth_internal.put_verification('anonymous-' || name, anonymous.id::text, lifetime);
  end if;
end
$$;
