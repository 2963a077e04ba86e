-- are_claims_valid says whether a token with these claims would count now. A minute of grace for
-- clocks that go ahead, none for a token that is over; no token of ours lives longer than a day.
-- The public origin is not known here: that iss and aud agree is all there is to ask, the key says
-- whose token it is.
create function neon_auth_internal.are_claims_valid(claims jsonb)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  at     bigint := extract(epoch from clock_timestamp());
  exp    bigint := neon_auth_internal.seconds_claim(claims, 'exp');
  iat    bigint := neon_auth_internal.seconds_claim(claims, 'iat');
  nbf    bigint := neon_auth_internal.seconds_claim(claims, 'nbf');
  has_id boolean := jsonb_typeof(claims -> 'sub') = 'string'
    and auth.as_uuid(claims ->> 'sub') is not null;
begin
  return coalesce(
    exp > at and exp <= at + 86400 and iat <= at + 60 and iat < exp
    and (not claims ? 'nbf' or nbf <= at + 60)
    and jsonb_typeof(claims -> 'iss') = 'string' and claims -> 'aud' = claims -> 'iss'
    and case claims ->> 'role'
      when 'authenticated' then has_id
      when 'anonymous' then has_id or not claims ? 'sub'
    end, false);
end
$$;
