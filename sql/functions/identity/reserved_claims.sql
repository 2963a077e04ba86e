-- reserved_claims lists the claims that identify the user and limit how far a token is trusted. No setting and no hook
-- replaces them.
create function neon_auth_internal.reserved_claims()
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '{sub,iat,exp,nbf,iss,aud,jti,sid,o,amr,auth_time,aal,id,name,email,emailVerified,image,createdAt,updatedAt,banned,banReason,banExpires,twoFactorEnabled,isAnonymous,phoneNumber,phoneNumberVerified,username,displayUsername,lastLoginMethod}'::text[]
$$;
