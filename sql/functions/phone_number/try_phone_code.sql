-- try_phone_code returns why a code sent to a number is not valid, or null, and the user who proved their password before
-- it was sent, if that is why. Callers must return the result, not raise it:
-- it has counted a wrong code. Attempts are also counted by number, so that a new code allows no more of them. The lock
-- serializes concurrent attempts. identifier: the number, for a code to sign in, or the number and
-- -request-password-reset. code_hashes: the code's keyed hashes under the current and the previous secret.
create function neon_auth_internal.try_phone_code(
  identifier text, phone_number text, code_hashes text[], use_up boolean, out failure text, out user_id uuid)
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  allowed constant integer := (select o.attempts from neon_auth_internal.phone_option o);
  kept    neon_auth.verification;
  tried   integer;
begin
  if not neon_auth_internal.is_phone_number(phone_number) then
    failure := 'OTP_NOT_FOUND'; -- and no other row has such a name
    return;
  end if;
  select * into kept
  from neon_auth.verification v
  where v.identifier = try_phone_code.identifier and v.branch = neon_auth.branch_identity()
  for update;
  if not found then
    failure := 'OTP_NOT_FOUND';
    return;
  end if;
  tried := split_part(kept.value, ':', 2)::integer;
  failure := case
    when kept."expiresAt" <= now() then 'OTP_EXPIRED'
    when tried >= allowed then 'TOO_MANY_ATTEMPTS'
  end;
  if failure is null then
    if neon_auth_internal.count_attempt('code to a phone', phone_number) > 0 then
      failure := 'TOO_MANY_ATTEMPTS'; -- the code stays valid for other clients
      return;
    elsif split_part(kept.value, ':', 1) <> all (code_hashes) then
      update neon_auth.verification v
      set value = regexp_replace(v.value, ':[0-9]+', ':' || tried + 1)
      where v.id = kept.id;
      failure := 'INVALID_OTP';
      return;
    end if;
    perform neon_auth_internal.pass_attempt('code to a phone', phone_number);
    user_id := nullif(split_part(kept.value, ':', 3), '')::uuid;
  end if;
  if use_up or failure is not null then
    delete from neon_auth.verification v where v.id = kept.id;
  end if;
end
$$;
