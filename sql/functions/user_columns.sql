-- The columns by which users are searched, filtered and sorted. Only these names ever become part of a statement.
-- user_count counts by the `counted` columns. `long` columns are indexed up to 2000 bytes, because a longer index entry
-- would make the write fail. The indexes of `sparse` columns contain no nulls, so they cost nothing until a plugin fills
-- the column. Columns of plugins are listed while those are on.
create view neon_auth_internal.user_column as
select c.name, c.type, c.counted, c.long, false as sparse
from (
  values
    ('id', 'uuid', false, false),
    ('name', 'text', false, true),
    ('email', 'text', false, false),
    ('emailVerified', 'boolean', true, false),
    ('image', 'text', false, true),
    ('createdAt', 'timestamptz', false, false),
    ('updatedAt', 'timestamptz', false, false),
    ('role', 'text', true, false),
    ('banned', 'boolean', true, false),
    ('banReason', 'text', false, true),
    ('banExpires', 'timestamptz', false, false)
) as c (name, type, counted, long)
union all
select p.name, 'text', false, false, true
from neon_auth_internal.config f
cross join lateral (
  values ('username', f.username), ('displayUsername', f.username), ('lastLoginMethod', f.last_login_stored),
    ('phoneNumber', f.phone_number)
) as p (name, is_on)
where p.is_on;
