-- Names are compared in small letters, of which only A to Z are made. In a Turkish database Ismail became ısmail, which only the
-- same language makes of it. Such names are made again, unless another user has the name by now. The index finds them.
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

drop index if exists neon_auth.user_foreign_username_idx;

-- The key without which the days were filled. The next migration validates it.
alter table neon_auth.active_day drop constraint if exists "active_day_userId_fkey";
alter table neon_auth.active_day add constraint "active_day_userId_fkey"
foreign key ("userId") references neon_auth."user" (id) on delete cascade not valid;
