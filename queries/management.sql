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
