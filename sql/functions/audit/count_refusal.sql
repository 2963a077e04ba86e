create function neon_auth_api.count_refusal(email text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  this   timestamptz := date_trunc('minute', now());
  source text := coalesce(current_setting('neon_auth.ip_address', true), '');
  whose  uuid := coalesce((
    select u.id from neon_auth."user" u
    where lower(normalize(u.email, NFKC) collate "C") = neon_auth_internal.normalize_email(count_refusal.email)),
    '00000000-0000-0000-0000-000000000000');
begin
  -- An attacker with many addresses must not fill the disk: above a limit, all refusals of a minute share a row.
  if not exists (
    select from neon_auth.refused_sign_in r where r.minute = this and r."ipAddress" = source and r."userId" = whose
  ) and (select count(*) from (select from neon_auth.refused_sign_in r where r.minute = this limit 10000) r) = 10000
  then
    source := '';
    whose := '00000000-0000-0000-0000-000000000000';
  end if;

  insert into neon_auth.refused_sign_in as r (minute, "ipAddress", "userId")
  values (this, source, whose)
  on conflict on constraint refused_sign_in_pkey do update set attempts = r.attempts + 1;
end
$$;

comment on function neon_auth_api.count_refusal(text) is
  'POST /sign-in/email and /sign-in/email-otp, after a wrong password or code or an unknown address: counts the '
  'refusal, in one row per address, account and minute.';
