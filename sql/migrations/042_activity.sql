-- One row for each user and day (UTC) on which a session of theirs was opened or extended.
create table neon_auth.active_day (
  day      date not null,
  "userId" uuid not null,
  constraint active_day_pkey primary key (day, "userId"),
  constraint "active_day_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create index "active_day_userId_idx" on neon_auth.active_day ("userId", day);
alter table neon_auth.active_day enable row level security;

insert into neon_auth.active_day (day, "userId")
select distinct (t.at at time zone 'UTC')::date, s."userId"
from neon_auth.session s
cross join unnest(array[s."createdAt", s."updatedAt"]) as t (at)
where s."impersonatedBy" is null and isfinite(t.at)
on conflict do nothing;
