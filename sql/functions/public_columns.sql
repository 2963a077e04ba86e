-- public_columns lists for each table what a role with read access may see: everything except secrets.
-- is_granted: role authenticated has been granted all of them, so that an install need not do it again under its locks.
create view neon_auth_internal.public_columns as
select
  c.relname as name,
  string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
  bool_and(exists (
    select from aclexplode(a.attacl) g where pg_get_userbyid(g.grantee) = 'authenticated' and g.privilege_type = 'SELECT')) as is_granted
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'neon_auth'::regnamespace
  and (c.relname, a.attname) in (
    select t.name, unnest(t.columns)
    from (
      values
        ('user', '{id,name,email,emailVerified,image,createdAt,updatedAt,role,banned,banReason,banExpires,twoFactorEnabled,isAnonymous,username,displayUsername,lastLoginMethod,phoneNumber,phoneNumberVerified}'::text[]),
        ('session', '{id,expiresAt,createdAt,updatedAt,ipAddress,userAgent,userId,impersonatedBy,activeOrganizationId}'),
        ('users_sync', '{id,name,email,created_at,updated_at,deleted_at}'),
        ('account', '{id,accountId,providerId,userId,scope,createdAt,updatedAt,accessTokenExpiresAt,refreshTokenExpiresAt}'),
        ('organization', '{id,name,slug,logo,createdAt,metadata,requireTwoFactor}'),
        ('member', '{id,organizationId,userId,role,createdAt}'),
        ('invitation', '{id,organizationId,email,role,status,expiresAt,createdAt,inviterId}'),
        ('team', '{id,name,organizationId,createdAt,updatedAt}'),
        ('teamMember', '{id,teamId,userId,createdAt}'),
        ('organizationRole', '{id,organizationId,role,permission,createdAt,updatedAt}')
    ) as t (name, columns))
group by c.relname;
