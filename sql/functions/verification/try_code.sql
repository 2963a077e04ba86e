-- try_code returns why a code is not valid, or null. Callers must return the result, not raise it: it has counted a
-- wrong code, and the fourth attempt has ended the code. Attempts are also counted by address and purpose, so that a
-- new code allows no more attempts. The lock serializes concurrent attempts. A valid code also resets the attempts at
-- the user's password. code_hashes are the code's keyed hashes under the current and the previous secret.
create function neon_auth_internal.try_code(kind text, email text, code_hashes text[], use_up boolean)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  kept     neon_auth.verification;
  attempts integer;
  failure  text;
begin
  select * into kept
  from neon_auth.verification v
  where v.identifier = neon_auth_internal.code_identifier(kind, email) and v.branch = neon_auth.branch_identity()
  order by v."createdAt" desc
  limit 1
  for update;

  if not found then
    return 'INVALID_OTP';
  end if;
  attempts := split_part(kept.value, ':', 2)::integer;
  failure := case
    when kept."expiresAt" <= now() then 'OTP_EXPIRED'
    when attempts >= 3 then 'TOO_MANY_ATTEMPTS'
  end;
  if failure is null then
    if neon_auth_internal.count_attempt('code to ' || kind, email) > 0 then
      return 'TOO_MANY_ATTEMPTS'; -- the code stays valid for other clients
    elsif split_part(kept.value, ':', 1) <> all (code_hashes) then
      update neon_auth.verification v
      set value = split_part(v.value, ':', 1) || ':' || attempts + 1
      where v.id = kept.id;
      return 'INVALID_OTP';
    end if;
    perform neon_auth_internal.pass_attempt('code to ' || kind, email);
    perform neon_auth_internal.forgive_attempts('password', email);
  end if;

  if use_up or failure is not null then
    delete from neon_auth.verification v where v.id = kept.id;
  end if;
  return failure;
end
$$;
