create function neon_auth_api.manage_drop_delivery(key_hash bytea, delivery_id text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if not neon_auth.drop_delivery(auth.as_uuid(delivery_id)) then
    raise exception 'The mail no longer exists' using errcode = 'invalid_parameter_value';
  end if;
  return '{}'::jsonb;
end
$$;

comment on function neon_auth_api.manage_drop_delivery(bytea, text) is
  'POST /console/db/NAME/outbox/drop: deletes a mail from the outbox, as neon_auth.drop_delivery. Fails with 22023 when '
  'there is none, and if the key with that hash may not write.';
