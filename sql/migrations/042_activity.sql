-- One row for each user and day (UTC) on which a session of theirs was opened or extended. A later migration fills it.
create table neon_auth.active_day (
  day      date not null,
  "userId" uuid not null,
  constraint active_day_pkey primary key (day, "userId")
);

alter table neon_auth.active_day enable row level security;
