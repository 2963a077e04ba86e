-- account_json returns an account as its owner sees it: without password and tokens.
create function neon_auth_internal.account_json(a neon_auth.account)
returns json
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select json_build_object(
    'accountId', a."accountId",
    'providerId', a."providerId",
    'userId', a."userId",
    'createdAt', neon_auth_internal.timestamp_text(a."createdAt"),
    'updatedAt', neon_auth_internal.timestamp_text(a."updatedAt"),
    'id', a.id,
    'scopes', coalesce(to_json(string_to_array(nullif(a.scope, ''), ',')), '[]'))
$$;
