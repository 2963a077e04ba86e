-- Names are compared in small letters, of which only A to Z are made. Before, that depended on the database's language:
-- in a Turkish database Ismail became ısmail, which only the same language makes of it. Those are made again, unless
-- another user has the name by now.
update neon_auth."user" u
set username = lower(u."displayUsername" collate "C")
where u.username collate "C" ~ '[^ -~]'
  and u."displayUsername" collate "C" ~ '^[A-Za-z0-9_.]+$'
  and lower(u."displayUsername") = u.username
  and not exists (
    select from neon_auth."user" o where o.username = lower(u."displayUsername" collate "C"))
  and not exists ( -- of several, the oldest gets it
    select from neon_auth."user" o
    where o.username collate "C" ~ '[^ -~]' and lower(o."displayUsername" collate "C") = lower(u."displayUsername" collate "C")
      and (o."createdAt", o.id) < (u."createdAt", u.id));

alter table neon_auth."organizationRole"
drop constraint role_is_not_predefined,
add constraint role_is_not_predefined check (lower(role collate "C") not in ('owner', 'admin', 'member'));
