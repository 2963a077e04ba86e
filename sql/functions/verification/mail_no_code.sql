-- mail_no_code does the same work as mail_code, for an address that gets no mail. With strictSignUp it also stores a
-- code that matches nothing, so that attempts are counted and limited as for a user.
create function neon_auth_internal.mail_no_code(kind text, email text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  strict_sign_up boolean;
  lifetime       interval;
begin
  select c.strict_sign_up, c.code_lifetime into strict strict_sign_up, lifetime from neon_auth_internal.config c;
  if strict_sign_up then
    perform neon_auth_internal.put_verification(
      neon_auth_internal.code_identifier(kind, email), gen_random_uuid() || ':0', lifetime);
  end if;
  perform neon_auth_internal.queue_no_mail(kind || '-otp', email, kept => not strict_sign_up);
end
$$;
