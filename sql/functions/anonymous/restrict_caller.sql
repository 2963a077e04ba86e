-- restrict_caller keeps a sign-in by a mailed link from linking the browser's anonymous user, unless this user has
-- requested the link. Otherwise another person could mail a link to their own account, and what the reader of the mail
-- has made anonymously would move there.
create function neon_auth_internal.restrict_caller(name text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  anonymous neon_auth."user" := neon_auth_internal.find_anonymous(null);
begin
  if anonymous.id is null
    or (neon_auth_internal.take_verification('anonymous-' || name)).value is distinct from anonymous.id::text
  then
    perform set_config('neon_auth.caller', '', true);
  end if;
end
$$;
