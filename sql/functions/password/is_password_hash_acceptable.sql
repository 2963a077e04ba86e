-- is_password_hash_acceptable reports whether sidecar/password verifies the hash: neonauth's own format, and bcrypt,
-- argon2, scrypt and PBKDF2 whose cost is within limits. The limits are in Go too; a test compares both on the same
-- hashes.
create function neon_auth_internal.is_password_hash_acceptable(hash text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  parts text[];
  cost  bigint[];
begin
  if coalesce(octet_length(hash) > 512, true) then
    return false;
  elsif hash ~ '^[0-9a-fA-F]{32}:[0-9a-fA-F]{128}$' then
    return true;
  elsif hash ~ E'^\\$2[aby]\\$[0-9]{2}\\$[A-Za-z0-9./]{53}$' then
    return substr(hash, 5, 2)::integer between 4 and 14;
  end if;

  -- PBKDF2 in Django's format: another order, padded base64, the salt as plain text.
  parts := regexp_match(hash, E'^pbkdf2_sha256\\$([0-9]{1,7})\\$[A-Za-z0-9+/.=_-]{8,}'
    || E'\\$((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$');
  if parts is not null then
    return parts[1]::integer between 1 and 2000000
      and length(rtrim(parts[2], '=')) * 3 / 4 between 16 and 64;
  end if;

  parts := regexp_match(
    hash, E'^\\$(argon2id?\\$v=19|scrypt|pbkdf2-sha256)\\$([a-z0-9=,]+)\\$([A-Za-z0-9+/.]+)\\$([A-Za-z0-9+/.]+)$');
  if parts is null
    or length(parts[3]) % 4 = 1 or length(parts[3]) * 3 / 4 < 8
    or length(parts[4]) % 4 = 1 or length(parts[4]) * 3 / 4 not between 16 and 64 then
    return false;
  end if;

  if parts[1] = 'pbkdf2-sha256' then
    cost := regexp_match(parts[2], '^(?:i=)?([0-9]{1,7})(?:,l=[0-9]+)?$');
    return coalesce(cost[1] between 1 and 2000000, false);
  elsif parts[1] = 'scrypt' then
    cost := regexp_match(parts[2], '^ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})$');
    return coalesce(
      cost[1] between 1 and 20 and cost[2] between 1 and 64 and cost[3] between 1 and 16
      and cost[2] << cost[1]::integer <= 1048576 and cost[2] * cost[3] << cost[1]::integer <= 524288, false);
  end if;
  cost := regexp_match(parts[2], '^m=([0-9]{1,7}),t=([0-9]{1,7}),p=([0-9]{1,2})$');
  return coalesce(
    cost[2] >= 1 and cost[3] between 1 and 16 and cost[1] between 8 * cost[3] and 131072
    and cost[1] * cost[2] <= 1048576, false);
end
$$;
