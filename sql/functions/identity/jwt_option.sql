-- jwt_option holds the settings of tokens. audience: a text or an array, as JSON. claims: those that all tokens have, except
-- role. Missing issuer and audience are the public origin, which the database does not know.
create view neon_auth_internal.jwt_option as
select
  least(greatest(coalesce(neon_auth_internal.duration_seconds(c.options #>> '{jwt,expirationTime}'), 900), 60), 86400) as seconds,
  nullif(neon_auth_internal.setting(c.options, '{jwt,issuer}', ''::text), '') as issuer,
  case when jsonb_typeof(c.options #> '{jwt,audience}') in ('string', 'array') then c.options #> '{jwt,audience}' end as audience,
  coalesce(nullif(neon_auth_internal.setting(c.options, '{jwt,claims,role}', ''::text), ''), 'authenticated') as role,
  case when jsonb_typeof(c.options #> '{jwt,claims}') = 'object'
    then (c.options #> '{jwt,claims}') - 'role' - neon_auth_internal.reserved_claims() else '{}' end as claims
from neon_auth_internal.config c;
