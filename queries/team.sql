-- CreateTeam creates a team.
-- name: CreateTeam :one
select neon_auth_api.create_team(@token_hash, @input)::json as body;

-- ListTeams lists an organization's teams.
-- name: ListTeams :one
select neon_auth_api.list_teams(@token_hash, @input)::json as body;

-- UpdateTeam renames a team.
-- name: UpdateTeam :one
select neon_auth_api.update_team(@token_hash, @input)::json as body;

-- RemoveTeam deletes a team.
-- name: RemoveTeam :one
select neon_auth_api.remove_team(@token_hash, @input)::json as body;

-- ListUserTeams lists the caller's teams.
-- name: ListUserTeams :one
select neon_auth_api.list_user_teams(@token_hash, @input)::json as body;

-- ListTeamMembers lists the members of a team.
-- name: ListTeamMembers :one
select neon_auth_api.list_team_members(@token_hash, @input)::json as body;

-- AddTeamMember adds a member of the organization to a team.
-- name: AddTeamMember :one
select neon_auth_api.add_team_member(@token_hash, @input)::json as body;

-- RemoveTeamMember removes a user from a team.
-- name: RemoveTeamMember :one
select neon_auth_api.remove_team_member(@token_hash, @input)::json as body;

-- SetActiveTeam sets the session's active team.
-- name: SetActiveTeam :one
select * from neon_auth_api.set_active_team(@token_hash, @input);
