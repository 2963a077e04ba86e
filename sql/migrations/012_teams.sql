-- Teams and the roles that organizations make for themselves, as Better Auth has them. Both are off until the settings
-- say otherwise. Rows count whoever writes them; triggers hold the settings' limits.
create table neon_auth.team (
  id               uuid not null default gen_random_uuid(),
  name             text not null,
  "organizationId" uuid not null,
  "createdAt"      timestamptz not null default current_timestamp,
  "updatedAt"      timestamptz,
  constraint team_pkey primary key (id),
  constraint "team_organizationId_fkey" foreign key ("organizationId") references neon_auth.organization (id) on delete cascade
);

create index "team_organizationId_idx" on neon_auth.team ("organizationId");

create table neon_auth."teamMember" (
  id          uuid not null default gen_random_uuid(),
  "teamId"    uuid not null,
  "userId"    uuid not null,
  "createdAt" timestamptz default current_timestamp,
  constraint "teamMember_pkey" primary key (id),
  constraint "teamMember_teamId_fkey" foreign key ("teamId") references neon_auth.team (id) on delete cascade,
  constraint "teamMember_userId_fkey" foreign key ("userId") references neon_auth."user" (id) on delete cascade
);

create unique index "teamMember_teamId_userId_key" on neon_auth."teamMember" ("teamId", "userId");
create index "teamMember_userId_idx" on neon_auth."teamMember" ("userId");

-- A role is one of the names that commas separate in a member's: blanks around it or a comma in it would let it slip
-- past whoever asks what a name allows. One row with other JSON would break every question about the organization.
create table neon_auth."organizationRole" (
  id               uuid not null default gen_random_uuid(),
  "organizationId" uuid not null,
  role             text not null,
  permission       text not null,
  "createdAt"      timestamptz not null default current_timestamp,
  "updatedAt"      timestamptz,
  constraint "organizationRole_pkey" primary key (id),
  constraint "organizationRole_organizationId_fkey" foreign key ("organizationId") references neon_auth.organization (id) on delete cascade,
  constraint role_is_one_name check (role ~ '^[^\s,]([^,]*[^\s,])?$'),
  constraint role_is_not_predefined check (lower(role) not in ('owner', 'admin', 'member')),
  constraint permission_lists_actions check (
    jsonb_typeof(permission::jsonb) = 'object'
    and not jsonb_path_exists(permission::jsonb, 'strict $.* ? (@.type() != "array")')
    and not jsonb_path_exists(permission::jsonb, 'strict $.*[*] ? (@.type() != "string")', '{}', true))
);

create unique index "organizationRole_organizationId_role_key" on neon_auth."organizationRole" ("organizationId", role);

comment on column neon_auth."organizationRole".permission is '{"resource": ["action"]} as text';

-- What upstream's session and invitation have columns for once teams are on. Apart, as their columns are a contract.
alter table neon_auth.session_origin add column "activeTeamId" uuid;

create table neon_auth.invitation_team (
  "invitationId" uuid not null,
  "teamId"       uuid not null,
  position       integer not null,
  constraint invitation_team_pkey primary key ("invitationId", "teamId"),
  constraint "invitation_team_invitationId_fkey" foreign key ("invitationId") references neon_auth.invitation (id) on delete cascade,
  constraint "invitation_team_teamId_fkey" foreign key ("teamId") references neon_auth.team (id) on delete cascade
);

create index "invitation_team_teamId_idx" on neon_auth.invitation_team ("teamId");

comment on table neon_auth.invitation_team is 'the teams that whoever accepts the invitation joins';
