create function neon_auth_api.manage_test_webhook(key_hash bytea)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if (select c.webhook_url from neon_auth_internal.config c) = '' then
    raise exception 'The webhook has no address: save one first' using errcode = 'invalid_parameter_value';
  end if;
  return jsonb_build_object('id', neon_auth.test_webhook());
end
$$;

comment on function neon_auth_api.manage_test_webhook(bytea) is
  'POST /console/db/NAME/settings/webhooks/test: sends the event webhook.test, as neon_auth.test_webhook, and returns '
  'its id. Fails with 22023 without an address, and if the key with that hash may not write.';
