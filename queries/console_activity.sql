-- ManageListAudit is GET /console/db/NAME/activity/.
-- name: ManageListAudit :one
select neon_auth_api.manage_list_audit(@key_hash, @query)::json as body;

-- ManageListDeliveries is GET /console/db/NAME/outbox/.
-- name: ManageListDeliveries :one
select neon_auth_api.manage_list_deliveries(@key_hash, @query)::json as body;

-- ManageListEvents is GET /console/db/NAME/outbox/events.
-- name: ManageListEvents :one
select neon_auth_api.manage_list_events(@key_hash, @query)::json as body;

-- ManageRetryDelivery is POST /console/db/NAME/outbox/retry.
-- name: ManageRetryDelivery :one
select neon_auth_api.manage_retry_delivery(@key_hash, @delivery_id)::json as body;

-- ManageDropDelivery is POST /console/db/NAME/outbox/drop.
-- name: ManageDropDelivery :one
select neon_auth_api.manage_drop_delivery(@key_hash, @delivery_id)::json as body;

-- ManageRedeliverEvent is POST /console/db/NAME/outbox/events.
-- name: ManageRedeliverEvent :one
select neon_auth_api.manage_redeliver_event(@key_hash, @event_id)::json as body;

-- ManageListKeys is GET /console/db/NAME/keys/.
-- name: ManageListKeys :one
select neon_auth_api.manage_list_keys(@key_hash)::json as body;

-- ManageCheckProjectKey precedes what the console does for the whole project.
-- name: ManageCheckProjectKey :one
select neon_auth_api.manage_check_project_key(@key_hash, @need)::json as body;

-- ManageCheckKey precedes pages that read elsewhere.
-- name: ManageCheckKey :one
select neon_auth_api.manage_check_key(@key_hash, @need)::json as body;
