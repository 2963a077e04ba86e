create table neon_auth.organization (
  id          uuid not null default gen_random_uuid(),
  name        text not null,
  slug        text not null,
  logo        text,
  "createdAt" timestamptz not null,
  metadata    text,
  constraint organization_pkey primary key (id),
  constraint organization_slug_key unique (slug)
);

create unique index organization_slug_uidx on neon_auth.organization (slug);

create table neon_auth.member (
  id               uuid not null default gen_random_uuid(),
  "organizationId" uuid not null,
  "userId"         uuid not null,
  role             text not null,
  "createdAt"      timestamptz not null,
  constraint member_pkey primary key (id),
  constraint "member_organizationId_fkey" foreign key ("organizationId") references neon_auth.organization (id) on delete cascade,
  constraint "member_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create index "member_organizationId_idx" on neon_auth.member ("organizationId");
create index "member_userId_idx" on neon_auth.member ("userId");

create table neon_auth.invitation (
  id               uuid not null default gen_random_uuid(),
  "organizationId" uuid not null,
  email            text not null,
  role             text,
  status           text not null,
  "expiresAt"      timestamptz not null,
  "createdAt"      timestamptz not null default current_timestamp,
  "inviterId"      uuid not null,
  constraint invitation_pkey primary key (id),
  constraint "invitation_organizationId_fkey" foreign key ("organizationId") references neon_auth.organization (id) on delete cascade,
  constraint "invitation_inviterId_fkey" foreign key ("inviterId") references neon_auth."user" (id) on delete cascade
);

create index invitation_email_idx on neon_auth.invitation (email);
create index "invitation_organizationId_idx" on neon_auth.invitation ("organizationId");
