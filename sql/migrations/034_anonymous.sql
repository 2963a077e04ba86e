-- Users without an account, under Better Auth's name. The column comes last: programs list those before it.
alter table neon_auth."user" add column "isAnonymous" boolean;

-- Which account an anonymous user has become. kept: rows of the app that could not move, because the account has one of
-- the same key, by table.
create table neon_auth.anonymous_link (
  id                uuid not null default gen_random_uuid(),
  "anonymousUserId" uuid not null,
  "userId"          uuid not null,
  moved             integer not null default 0,
  kept              jsonb not null default '{}',
  "createdAt"       timestamptz not null default current_timestamp,
  constraint anonymous_link_pkey primary key (id),
  constraint "anonymous_link_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade,
  constraint kept_is_short check (octet_length(kept::text) <= 16384)
);

create index "anonymous_link_userId_idx" on neon_auth.anonymous_link ("userId");
create index "anonymous_link_anonymousUserId_idx" on neon_auth.anonymous_link ("anonymousUserId");
alter table neon_auth.anonymous_link enable row level security;
