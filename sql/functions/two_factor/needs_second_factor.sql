-- needs_second_factor reports whether a user who has proved who they are in one way, method, must prove it in a second
-- way. method: pwd, email (a mailed code or link), fed (a provider) or passkey (whose authenticator has not verified them).
create function neon_auth_internal.needs_second_factor(who neon_auth."user", method text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(who."twoFactorEnabled", false)
    and (select o.enabled and (o.everywhere or method = 'pwd') from neon_auth_internal.two_factor_option o);
end
$$;
