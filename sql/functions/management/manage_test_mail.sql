-- The type of the result, for sqlc. No role may select from it.
create view neon_auth_api.test_mail_row as
select
  ''::text as app_name,
  ''::text as sender_email,
  ''::text as sender_name,
  ''::text as host,
  0 as port,
  ''::text as username,
  ''::text as password,
  ''::text as recipient;

create function neon_auth_api.manage_test_mail(key_hash bytea, body jsonb, is_saved boolean)
returns setof neon_auth_api.test_mail_row
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  server    jsonb := body - 'recipient_email';
  recipient constant text := case jsonb_typeof(body -> 'recipient_email') when 'string' then body ->> 'recipient_email' end;
  state     constant text := neon_auth_internal.outbound();
  wait      integer;
begin
  perform neon_auth_management.require_key(key_hash, 'write');
  if jsonb_typeof(body) is distinct from 'object' then
    perform neon_auth_internal.refuse_request('The body must be a JSON object');
  elsif recipient is null or length(recipient) not between 1 and 256 or not neon_auth_internal.is_email(recipient) then
    perform neon_auth_internal.refuse_request('recipient_email must be an email address of at most 256 characters');
  elsif not is_saved then
    perform neon_auth_internal.check_fields_of('standard mail server', server);
    server := neon_auth_internal.merged_mail_server('{}', server || '{"type": "standard"}');
  elsif server <> '{}' then
    perform neon_auth_internal.refuse_request('recipient_email must be the only field: the saved mail server is used');
  else
    select coalesce(c.email_provider, '{}') into server from neon_auth_internal.config c;
    if neon_auth_internal.setting(server, '{type}', 'shared'::text) <> 'standard' then
      perform neon_auth_internal.fail('NO_OWN_MAIL_SERVER');
    end if;
  end if;
  wait := neon_auth_internal.count_mail('test', recipient);
  if wait > 0 then
    perform neon_auth_internal.fail_later(wait);
  end if;
  return query select
    c.app_name,
    neon_auth_internal.setting(server, '{sender_email}', ''::text),
    neon_auth_internal.setting(server, '{sender_name}', ''::text),
    neon_auth_internal.setting(server, '{host}', ''::text),
    neon_auth_internal.setting(server, '{port}', 587),
    neon_auth_internal.setting(server, '{username}', ''::text),
    neon_auth_internal.setting(server, '{password}', ''::text),
    case when state = 'send' then recipient when state like 'redirect:%' then substr(state, 10) else '' end
  from neon_auth_internal.config c;
end
$$;

comment on function neon_auth_api.manage_test_mail(bytea, jsonb, boolean) is
  'POST …/auth/email_provider/test (is_saved) and …/auth/send_test_email of the management API: returns the mail server '
  'that is to send a test mail to body.recipient_email: the saved one, or the one in the body without its password. '
  'recipient is another address on a copy that redirects its mail, and empty on a copy that holds it. Counts the mail. Fails with VALIDATION_ERROR, NO_OWN_MAIL_SERVER, TOO_MANY_REQUESTS, and as require_key does.';
