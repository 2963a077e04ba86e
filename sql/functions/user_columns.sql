-- What users are searched, filtered and sorted by. Only these names ever become part of a statement. Of `counted` ones
-- user_count knows how many there are.
create view neon_auth_internal.user_column as
select c.name, c.type, c.counted
from (
  values
    ('id', 'uuid', false),
    ('name', 'text', false),
    ('email', 'text', false),
    ('emailVerified', 'boolean', true),
    ('image', 'text', false),
    ('createdAt', 'timestamptz', false),
    ('updatedAt', 'timestamptz', false),
    ('role', 'text', true),
    ('banned', 'boolean', true),
    ('banReason', 'text', false),
    ('banExpires', 'timestamptz', false)
) as c (name, type, counted);
