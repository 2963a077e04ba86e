create function neon_auth_api.manage_retry_delivery(key_hash bytea, delivery_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if not neon_auth.retry_delivery(auth.as_uuid(delivery_id)) then
    raise exception 'It cannot be sent again: it was sent, belongs to another branch, has expired, or is gone'
      using errcode = 'invalid_parameter_value';
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_retry_delivery(bytea, text) is
  'POST /console/db/NAME/outbox/retry: sends a waiting or dead mail at once, as neon_auth.retry_delivery. Fails with '
  '22023 when it cannot, and if the key with that hash may not write.';
