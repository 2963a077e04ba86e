-- ManageGetSettings returns a group of settings.
-- name: ManageGetSettings :one
select neon_auth_api.manage_get_settings(@key_hash, @group_name)::json as body;

-- ManageChangeSettings changes a group of settings and returns it.
-- name: ManageChangeSettings :one
select neon_auth_api.manage_change_settings(@key_hash, @group_name, @fields, @is_whole)::json as body;

-- ManageGetPlugins returns all groups of settings.
-- name: ManageGetPlugins :one
select neon_auth_api.manage_get_plugins(@key_hash)::json as body;

-- ManageListDomains returns the trusted origins.
-- name: ManageListDomains :one
select neon_auth_api.manage_list_domains(@key_hash)::json as body;

-- ManageAddDomain adds a trusted origin.
-- name: ManageAddDomain :exec
select neon_auth_api.manage_add_domain(@key_hash, @body);

-- ManageRemoveDomains removes trusted origins.
-- name: ManageRemoveDomains :exec
select neon_auth_api.manage_remove_domains(@key_hash, @body);

-- ManageGetMailServer returns the mail server without its password.
-- name: ManageGetMailServer :one
select neon_auth_api.manage_get_mail_server(@key_hash)::json as body;

-- ManageChangeMailServer changes the mail server, or returns what its password is to be sealed for.
-- name: ManageChangeMailServer :one
select * from neon_auth_api.manage_change_mail_server(@key_hash, @fields, @sealed, @context, @saved);

-- ManageTestMail returns the mail server that sends a test mail, and to whom.
-- name: ManageTestMail :one
select * from neon_auth_api.manage_test_mail(@key_hash, @body, @is_saved);

-- ManageListProviders returns the OAuth providers without their secrets.
-- name: ManageListProviders :one
select neon_auth_api.manage_list_providers(@key_hash)::json as body;

-- ManageAddProvider adds an OAuth provider, or returns what its secret is to be sealed for.
-- name: ManageAddProvider :one
select * from neon_auth_api.manage_add_provider(@key_hash, @fields, @sealed, @context, @saved);

-- ManageChangeProvider changes an OAuth provider, or returns what its secret is to be sealed for.
-- name: ManageChangeProvider :one
select * from neon_auth_api.manage_change_provider(@key_hash, @id, @fields, @sealed, @context, @saved);

-- ManageRemoveProvider removes an OAuth provider.
-- name: ManageRemoveProvider :exec
select neon_auth_api.manage_remove_provider(@key_hash, @id);
