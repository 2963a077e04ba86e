-- ManageListSettings is GET /console/db/NAME/settings/.
-- name: ManageListSettings :one
select neon_auth_api.manage_list_settings(@key_hash)::json as body;

-- ManagePutSettings is POST /console/db/NAME/settings/GROUP.
-- name: ManagePutSettings :one
select neon_auth_api.manage_put_settings(@key_hash, @changes)::json as body;

-- ManageListSigningKeys is GET /console/db/NAME/settings/signing-keys.
-- name: ManageListSigningKeys :one
select neon_auth_api.manage_list_signing_keys(@key_hash)::json as body;

-- ManageRetireSigningKey is POST /console/db/NAME/settings/signing-keys.
-- name: ManageRetireSigningKey :one
select neon_auth_api.manage_retire_signing_key(@key_hash)::json as body;

-- ManageTestWebhook is POST /console/db/NAME/settings/webhooks/test.
-- name: ManageTestWebhook :one
select neon_auth_api.manage_test_webhook(@key_hash)::json as body;

-- ManageGetProviders is GET /console/db/NAME/settings/providers.
-- name: ManageGetProviders :one
select neon_auth_api.manage_get_providers(@key_hash)::json as body;

-- ManagePutProvider is POST /console/db/NAME/settings/providers.
-- name: ManagePutProvider :one
select * from neon_auth_api.manage_put_provider(@key_hash, @fields, @sealed, @context, @saved);

-- ManageDropProvider is POST /console/db/NAME/settings/providers/remove.
-- name: ManageDropProvider :one
select neon_auth_api.manage_drop_provider(@key_hash, @provider_id)::json as body;

-- ManageChangeCaptcha changes the settings of captchas, or returns what the secret key is to be sealed for.
-- name: ManageChangeCaptcha :one
select * from neon_auth_api.manage_change_captcha(@key_hash, @changes, @sealed, @context, @saved);
