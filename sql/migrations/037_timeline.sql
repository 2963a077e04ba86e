-- The timelines of the server's write-ahead log on which this branch was read. A replica that follows a server which is
-- not the primary any more lacks the row of the new primary's timeline.
create table neon_auth.timeline (
  id            integer not null,
  "firstSeenAt" timestamptz not null default current_timestamp,
  constraint timeline_pkey primary key (id)
);
