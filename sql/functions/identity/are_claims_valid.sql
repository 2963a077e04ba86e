-- are_claims_valid reports whether a token with these claims is valid now. It allows one minute of clock skew for
-- tokens that start in the future, and none for expired ones. No token of this server lives longer than a day. The
-- public origin is not known here, so it only checks that iss and aud agree, or are those of the settings: the key
-- identifies the issuer.
create function neon_auth_internal.are_claims_valid(claims jsonb)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option neon_auth_internal.jwt_option;
  at     bigint := extract(epoch from clock_timestamp());
  exp    bigint := neon_auth_internal.seconds_claim(claims, 'exp');
  iat    bigint := neon_auth_internal.seconds_claim(claims, 'iat');
  nbf    bigint := neon_auth_internal.seconds_claim(claims, 'nbf');
  has_id boolean := jsonb_typeof(claims -> 'sub') = 'string'
    and auth.as_uuid(claims ->> 'sub') is not null;
begin
  select * into strict option from neon_auth_internal.jwt_option;
  return coalesce(
    exp > at and exp <= at + 86400 and iat <= at + 60 and iat < exp
    and (not claims ? 'nbf' or nbf <= at + 60)
    and jsonb_typeof(claims -> 'iss') = 'string'
    and (claims -> 'aud' = claims -> 'iss'
      or claims ->> 'iss' = coalesce(option.issuer, claims ->> 'iss') and claims -> 'aud' = coalesce(option.audience, claims -> 'iss'))
    and case claims ->> 'role'
      when 'authenticated' then has_id
      when option.role then has_id
      when 'anonymous' then has_id or not claims ? 'sub'
    end, false);
end
$$;
