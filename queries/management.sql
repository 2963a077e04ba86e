-- UseKey checks and counts a management key, in the home database.
-- name: UseKey :one
select status::int, code::text, message::text, retry_after::int, key_name::text, database::text, branch_id::text
from neon_auth_management.use_key(@key_hash, @address, @need, @project, @branch);

-- ManageGetAuth returns a branch's auth.
-- name: ManageGetAuth :one
select neon_auth_api.manage_get_auth(@key_hash, @base_url)::json as body;

-- ManageCreateUser creates a user without a password.
-- name: ManageCreateUser :one
select neon_auth_api.manage_create_user(@key_hash, @email, @name)::json as body;

-- ManageCreated returns what enabling auth has created.
-- name: ManageCreated :one
select neon_auth_api.manage_created(@key_hash, @base_url)::json as body;

-- ManageSetName sets the app's name.
-- name: ManageSetName :one
select neon_auth_api.manage_set_name(@key_hash, @name)::json as body;

-- ManageDeleteUser deletes a user.
-- name: ManageDeleteUser :exec
select neon_auth_api.manage_delete_user(@key_hash, @user_id);

-- ManageSetRole replaces a user's roles.
-- name: ManageSetRole :one
select neon_auth_api.manage_set_role(@key_hash, @user_id, @roles)::json as body;

-- GetManagementCaller describes the key as an account. It is for the home database, like the queries below.
-- name: GetManagementCaller :one
select neon_auth_management.get_caller(@key_hash)::json as body;

-- ListProjects returns the one project.
-- name: ListProjects :one
select neon_auth_management.list_projects(@key_hash)::json as body;

-- GetProject returns the project.
-- name: GetProject :one
select neon_auth_management.get_project(@key_hash)::json as body;

-- ListBranches returns a page of the project's branches.
-- name: ListBranches :one
select neon_auth_management.list_branches(@key_hash, @only_id, @search, @page, @after_name)::json as body;

-- ManageTransferOwnership returns the server's address.
-- name: ManageTransferOwnership :one
select neon_auth_api.manage_transfer_ownership(@key_hash, @url)::json as body;
