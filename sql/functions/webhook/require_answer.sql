-- require_answer fails with WEBHOOK_NOT_ASKED until the webhook, if it is subscribed to user.before_create, has
-- approved this user in this request. The failure rolls the transaction back. The sidecar then asks the webhook,
-- without holding a connection, and retries. On a copy that holds its events it fails with WEBHOOK_HELD. With provider null, the database owner creates the user and the webhook is
-- not asked.
create function neon_auth_internal.require_answer(
  name text, email text, image text, email_verified boolean, provider text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  who constant jsonb := jsonb_strip_nulls(jsonb_build_object(
    'name', name,
    'email', neon_auth_internal.normalize_email(email),
    'image', image,
    'email_verified', email_verified));
  failure neon_auth_internal.failure;
begin
  if provider is null or not neon_auth_internal.is_subscribed('user.before_create') or exists (
    select from neon_auth.webhook_event e
    where e."requestId" = nullif(current_setting('neon_auth.request_id', true), '')
      and e.type = 'user.before_create'
      and e.state = 'delivered'
      and e."user" = who
      and e.data ->> 'auth_provider' = provider
      and e.branch = neon_auth.branch_identity()
      and e."createdAt" > now() - interval '1 minute'
  ) then
    return;
  end if;
  if neon_auth_internal.outbound() <> 'send' then
    perform neon_auth_internal.fail('WEBHOOK_HELD'); -- sign-ups need the webhook's consent, and the parent's endpoint must not be called
  end if;
  -- The question is in a field that a server never logs, because it contains personal data.
  select * into strict failure from neon_auth_internal.failure f where f.name = 'WEBHOOK_NOT_ASKED';
  raise exception using
    errcode = 'NA' || failure.status,
    message = failure.message,
    detail = failure.code,
    datatype = jsonb_build_object('user', who, 'data', jsonb_build_object('auth_provider', provider));
end
$$;
