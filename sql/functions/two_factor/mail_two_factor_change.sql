-- mail_two_factor_change informs a user by mail when two-factor is switched on or off, by the API or by SQL. Switching it
-- off also removes the secret and the trusted browsers.
create function neon_auth_internal.mail_two_factor_change()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_internal.queue_mail(
    case
      when new."twoFactorEnabled" then 'two-factor-enabled'
      when current_setting('neon_auth.two_factor_fact', true) = 'reset' then 'two-factor-reset'
      else 'two-factor-disabled'
    end, new.email, null, null);
  if new."twoFactorEnabled" is not true then
    perform neon_auth_internal.remove_factors(new.id);
  end if;
  return null;
end
$$;

create trigger mail_two_factor_change
after update of "twoFactorEnabled" on neon_auth."user"
for each row
when (coalesce(old."twoFactorEnabled", false) <> coalesce(new."twoFactorEnabled", false))
execute function neon_auth_internal.mail_two_factor_change();
