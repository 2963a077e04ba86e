-- are_claims_valid says whether a token with these claims would count now. A minute of grace for clocks that go
-- ahead, none for a token that is over; no token of ours lives longer than a day. The public origin is not known
-- here: that iss and aud agree is all there is to ask, the key says whose token it is.
create function neon_auth_internal.are_claims_valid(claims jsonb)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    t.exp > t.at and t.exp <= t.at + 86400 and t.iat <= t.at + 60 and t.iat < t.exp
    and (not claims ? 'nbf' or t.nbf <= t.at + 60)
    and jsonb_typeof(claims -> 'iss') = 'string' and claims -> 'aud' = claims -> 'iss'
    and case claims ->> 'role'
      when 'authenticated' then jsonb_typeof(claims -> 'sub') = 'string' and t.sub is not null
      when 'anonymous' then not claims ? 'sub' or jsonb_typeof(claims -> 'sub') = 'string' and t.sub is not null
    end, false)
  from (
    select
      extract(epoch from clock_timestamp()) as at,
      neon_auth_internal.seconds_claim(claims, 'exp') as exp,
      neon_auth_internal.seconds_claim(claims, 'iat') as iat,
      neon_auth_internal.seconds_claim(claims, 'nbf') as nbf,
      auth.as_uuid(claims ->> 'sub') as sub
  ) t
$$;
